"""The table of the school as its document has it: what stands in which cell, line by line."""

import json

from tests.curriculum.conftest import WTB_FILE

NUMBERS = {1: "1 ", 2: "2. ", 3: "3. ", 4: "4.", 5: "5. ", 6: "6. ", 7: "7. ", 8: "8 . "}
WITHOUT_BLANK = {"7.4", "7.6"}
HEAD = [["kerntaak"], ["werkproces"], ["Uitstroom ", "", "niveau 4 WTB"],
        ["Uitstroom", "", "niveau 3 WTB"], [""]]  # fmt: skip
# The lines of the two columns of marks; a stroke ends a line, and `.` is an empty one.
MARKS = {
    1: ("X   |.|X|X          |.", "."),
    2: ("X|.|X|.|X|.|X|.|X|.|X", "."),
    3: ("X|.|X|X|X|X|X|.", "."),
    4: ("X|X|X|X|.|X|X|X|X", ".|X|.|X|.|X|X|X|.|."),
    5: ("X|X|X|X|X", ".|X|X|X|X"),
    6: ("X|X|X|X|.|X|.|X|X|.|X|.|X", "X|X|X|X|.|.|."),
    7: ("X|X|X|X|.|.|X", "."),
    8: (".", "X|.|X|X|X|."),
}


def wtb_data():
    return json.loads(WTB_FILE.read_bytes())


def rows(between=True):
    """The rows: cells of lines; with an empty line `between` the titles or without."""
    found = [HEAD]
    for task in wtb_data()["core_tasks"]:
        title = f"{NUMBERS[task['number']]}{task['source_title']}".split("\n")
        titles = []
        for process in task["work_processes"]:
            blank = "" if process["code"] in WITHOUT_BLANK else " "
            titles += [f"{process['code']}{blank}{process['source_title']}"]
            titles += [""] if between else []
        marks = [
            [line.replace(".", "") for line in column.split("|")]
            for column in MARKS[task["number"]]
        ]
        found.append([title, titles, *marks, [""]])
    return found
