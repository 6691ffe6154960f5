"""What a move brings, counted slowly and plainly from the rules; knows plain data alone.

A cell is a dict: state, grade, level (of the result), confirm, exempt (a level or None), and
whether the exemption is to confirm. A mapping is a list of pairs of an old and a new code.
"""

BLANK = {
    "state": "not_started", "grade": "", "level": None, "confirm": False,
    "exempt": None, "exempt_confirm": False,
}  # fmt: skip


def moved(cells, pairs, shown):
    """The cells of the other version, by code; `shown` are the old codes with evidence."""
    found = {}
    for new in sorted({new for _old, new in pairs}):
        sources = [old for old, other in pairs if other == new]
        if not any(old in cells for old in sources):
            continue
        here = [cells.get(old, BLANK) for old in sources]
        divided = any(len([1 for old, _n in pairs if old == source]) > 1 for source in sources)
        found[new] = _one(here, divided, any(old in shown for old in sources))
    return found


def _one(here, divided, has_evidence):
    made = dict(BLANK)
    results = [cell for cell in here if cell["grade"]]
    without = [cell for cell in here if not cell["grade"]]
    exempted = [cell for cell in here if cell["exempt"] is not None]
    if len(exempted) == len(here):
        made["exempt"] = sorted(cell["exempt"] for cell in here)[0]
        made["exempt_confirm"] = divided or any(cell["exempt_confirm"] for cell in here)
    if results and all(cell["exempt"] is not None for cell in without):
        made["grade"] = "good"
        for cell in results:
            if cell["grade"] == "sufficient":
                made["grade"] = "sufficient"
        made["level"] = sorted(cell["level"] for cell in results)[0]
        made["confirm"] = divided or bool(without) or any(cell["confirm"] for cell in results)
        made["state"] = "signed_off"
        for cell in results:
            if cell["state"] != "signed_off":
                made["state"] = "returned"
    elif len(here) == 1 and here[0]["state"] == "returned":
        made["state"] = "returned"
    elif has_evidence:
        made["state"] = "in_progress"
    return made
