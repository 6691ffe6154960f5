"""The curriculum app: what must be shown. It knows no people."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CurriculumConfig(AppConfig):
    """Name and label of the app."""

    name = "curriculum"
    verbose_name = _("Curriculum")
