"""A form that comes back unfinished is not held against its writer."""

from django.forms.utils import ErrorDict


class Unfinished:
    """Mix into a form; `unfinished` says that its data is a draft that nobody sent."""

    def __init__(self, *args, unfinished=False, **kwargs):
        self.unfinished = unfinished
        super().__init__(*args, **kwargs)

    def full_clean(self):
        super().full_clean()
        if self.unfinished:
            self._errors = ErrorDict()
