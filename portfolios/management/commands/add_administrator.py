"""Makes the first administrator, who adds everybody else in the admin."""

from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.db import transaction

from portfolios import people
from portfolios.enums import Role


class Command(BaseCommand):
    help = "Add a person who may use the admin; asks for the password."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("first_name")
        parser.add_argument("last_name")

    @transaction.atomic
    def handle(self, *, email, first_name, last_name, **options):
        password = getpass("Password: ")
        try:
            validate_password(password)
            person = people.create_user(
                email=email, first_name=first_name, last_name=last_name, password=password
            )
        except ValidationError as fault:
            raise CommandError(" ".join(fault.messages)) from fault
        people.set_role(person, Role.ADMINISTRATOR, True, by=None)
        self.stdout.write(f"{person.email} can sign in and use the admin.")
