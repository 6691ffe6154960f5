"""Joins the app to Django; keeps triggers and fixed groups in step with migrations."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _


class PortfoliosConfig(AppConfig):
    name = "portfolios"
    verbose_name = _("Portfolios")

    def ready(self):
        from portfolios import people, triggers

        # Django rebuilds tables on SQLite and loses their triggers without a word, so they are
        # dropped before and made after each migration: the one use of signals in this house.
        pre_migrate.connect(triggers.drop_before_migrate, sender=self)
        post_migrate.connect(triggers.make_after_migrate, sender=self)
        post_migrate.connect(people.make_groups, sender=self)
        checks.register(triggers.check, checks.Tags.database)
