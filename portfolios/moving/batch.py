"""Moving many portfolios: each in a transaction of its own, in parts that one request can do.

What was looked at goes along as a sealed text: the mapping, what the other version asked, and how
far the log of each portfolio was. So nothing moves that is not as it was shown.
"""

from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext as _

from curriculum import exporter
from curriculum.models import Qualification
from portfolios import log, progress
from portfolios.errors import Refused
from portfolios.models import Portfolio
from portfolios.moving.mapping import Mapping
from portfolios.moving.step import move

# How many portfolios one request moves.
PART = 100
_SALT = "portfolios.moving"


@dataclass
class Batch:
    """What was looked at and is still to be moved: the head of the log by the id of a portfolio;
    how many moved, and why others stayed, by their id."""

    mapping: Mapping
    asked: str
    heads: dict
    moved: int
    stayed: dict

    @property
    def next_part(self):
        """How many the next request would move."""
        return min(len(self.heads), PART)

    def without(self, portfolios):
        """The same, and these portfolios stay where they are."""
        left_out = set(portfolios)
        heads = {pk: head for pk, head in self.heads.items() if pk not in left_out}
        return Batch(self.mapping, self.asked, heads, self.moved, self.stayed)

    def sealed(self):
        """As a text for a form."""
        return signing.dumps(
            {
                "source": self.mapping.source.pk,
                "target": self.mapping.target.pk,
                **self.mapping.data,
                "asked": self.asked,
                "heads": self.heads,
                "moved": self.moved,
                "stayed": self.stayed,
            },
            salt=_SALT,
            compress=True,
        )

    def carry_on(self, *, by):
        """Move the next part. Raises Refused where the other version is not what was shown."""
        if _asked(self.mapping.target) != self.asked:
            raise Refused(
                _("The other version was changed meanwhile. Look at what it means again.")
            )
        target = self.mapping.target.pk
        structure = progress.read_structures({target})[target]
        part = sorted(self.heads)[:PART]
        for pk in part:
            head = self.heads.pop(pk)
            try:
                move(
                    portfolio=Portfolio(pk=pk),
                    mapping=self.mapping,
                    by=by,
                    structure=structure,
                    seen_head=head,
                )
            except Refused as refusal:
                self.stayed[pk] = str(refusal)
            else:
                self.moved += 1


def shown(mapping, tried):
    """The `Batch` of what was looked at: those of the portfolios that can be moved."""
    heads = {one.portfolio.pk: one.portfolio.log_head for one in tried if not one.refusal}
    return Batch(mapping, _asked(mapping.target), heads, 0, {})


def unsealed(text, source):
    """The `Batch` of this text. Raises Refused where it is none of this version."""
    try:
        data = signing.loads(text, salt=_SALT)
        if data["source"] != source.pk:
            raise signing.BadSignature
    except signing.BadSignature as fault:
        raise Refused(_("This page is out of date. Begin again.")) from fault
    target = Qualification.objects.get(pk=data["target"])
    codes = {old: tuple(new) for old, new in data["work_processes"].items()}
    mapping = Mapping(source, target, codes, data["profiles"])
    # Keys are texts in JSON.
    heads, stayed = (
        {int(pk): one for pk, one in data[name].items()} for name in ("heads", "stayed")
    )
    return Batch(mapping, data["asked"], heads, data["moved"], stayed)


def _asked(qualification):
    """What a version asks, as one short text."""
    return log.sha256(log.canonical(exporter.as_data(qualification)))
