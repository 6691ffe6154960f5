"""Resets the second factor of somebody, for the last administrator who lost a phone."""

from django.core.management import BaseCommand, CommandError

from portfolios import people
from portfolios.models import User


class Command(BaseCommand):
    help = "Reset the second factor of a person; they and the examination board are told by mail."

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *, email, **options):
        try:
            person = User.objects.get_by_natural_key(email)
        except User.DoesNotExist as fault:
            raise CommandError(f"Nobody has the address {email}.") from fault
        if not people.reset_second_factor(person, by=None):
            raise CommandError(f"{person.email} has no second factor.")
        self.stdout.write(f"{person.email} signs in with the password and sets up a new one.")
