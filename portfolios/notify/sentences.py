"""What messages say, as data: a title and a sentence for each kind and each sort of reader.

Every text is translated when it is read. `%(code)s` is the code of the work process, `%(name)s`
the student, `%(profile)s` the level, `%(trainer)s` and `%(company)s` the workplace trainer.
"""

from django.utils.translation import gettext_lazy as _

from portfolios.enums import MessageKind as Kind
from portfolios.enums import Shown

# To the student whose portfolio it is.
TO_STUDENT = {
    Kind.RETURNED: (_("%(work_process)s came back"), ""),
    Kind.SIGNED_OFF: (_("%(code)s is signed off: %(grade)s"), ""),
    Kind.REVOKED: (
        _("The sign-off of %(code)s was revoked"),
        _("The page of the work process says why. Improve your evidence and hand in again."),
    ),
    Kind.TO_CONFIRM: (
        _("Your level is now: %(profile)s"),
        _("Sign-offs of a lower level count again once your teachers have confirmed them."),
    ),
    Kind.MOVED: (
        _("Your portfolio moved to another version of the qualification"),
        _("Your evidence and your sign-offs came along. Your matrix shows what is asked now."),
    ),
    Kind.CARRIED_OVER: (
        _("The sign-off of %(code)s was confirmed"),
        _("It counts for your level now."),
    ),
    Kind.EXEMPTED: (_("You are exempted from %(code)s"), _("It counts, without evidence.")),
    Kind.EXEMPTION_ENDED: (
        _("Your exemption from %(code)s has ended"),
        _("From now on you show this work process yourself."),
    ),
    Kind.COMPLETED: (
        _("%(profile)s: completed in your portfolio"),
        _("The examination board confirmed it. This is not a decision about a diploma."),
    ),
    Kind.REFUSED: (
        _("%(profile)s: the completion was not confirmed"),
        _("Your portfolio says why. Ask your teacher what is needed."),
    ),
    Kind.REOPENED: (
        _("%(profile)s: the completion was reopened"),
        _("You can work in your portfolio again."),
    ),
    Kind.STATEMENT: (_("%(trainer)s answered about %(code)s: %(answer)s"), ""),
    Kind.TRAINER_DECLINED: (
        _("%(trainer)s cannot be your workplace trainer here"),
        _("A teacher declined this. Ask your teacher why."),
    ),
    Kind.STRUCTURE_CHANGED: (
        _("%(profile)s asks something else from now on"),
        _("Your portfolio shows what counts now. No evidence and no sign-off is lost."),
    ),
}

# To assessors, coordinators and the examination board.
TO_STAFF = {
    Kind.SUBMITTED: (_("%(name)s handed in %(code)s"), ""),
    # Of a released seat nobody who may take it learns: both say the same.
    Kind.SECOND_NEEDED: (_("%(code)s of %(name)s needs another assessor"), ""),
    Kind.SEAT_RELEASED: (_("%(code)s of %(name)s needs another assessor"), ""),
    Kind.DIFFERING: (
        _("The assessments of %(code)s of %(name)s differ"),
        _("The page of the hand-in shows both, and what comes now."),
    ),
    Kind.SEAT_LEFT: (
        _("An assessor of %(code)s of %(name)s has left the class"),
        _("Release the seat, so that another teacher of the class can take it."),
    ),
    Kind.RETURNED: (_("%(code)s of %(name)s went back with feedback"), ""),
    Kind.SIGNED_OFF: (_("%(code)s of %(name)s is signed off: %(grade)s"), ""),
    Kind.REVOKED: (_("The sign-off of %(code)s of %(name)s was revoked"), ""),
    Kind.TO_CONFIRM: (
        _("%(name)s moved to %(profile)s"),
        _("Sign-offs of a lower level wait to be confirmed."),
    ),
    Kind.MOVED: (
        _("The portfolio of %(name)s moved to another version of the qualification"),
        _("Evidence and sign-offs came along. Some sign-offs may have to be confirmed."),
    ),
    Kind.PROPOSED: (
        _("%(profile)s of %(name)s was proposed as completed"),
        _("The examination board confirms or refuses it."),
    ),
    Kind.COMPLETED: (_("%(profile)s of %(name)s: completion confirmed"), ""),
    Kind.REFUSED: (
        _("%(profile)s of %(name)s: completion refused"),
        _("The portfolio says why."),
    ),
    Kind.REOPENED: (_("%(profile)s of %(name)s: completion reopened"), ""),
    Kind.TRAINER_NAMED: (
        _("%(name)s named a workplace trainer"),
        _("%(trainer)s, %(company)s. Nothing is sent before a teacher has checked who this is."),
    ),
    Kind.TRAINER_DECLINED: (
        _("%(trainer)s was declined as workplace trainer of %(name)s"),
        "",
    ),
    Kind.STATEMENT: (_("%(trainer)s answered about %(code)s of %(name)s: %(answer)s"), ""),
    Kind.LOOKED_AGAIN: (
        _("The examination board looked again at %(code)s of %(name)s"),
        _("It has doubts about the sign-off, or finds otherwise. Ask a member of the board."),
    ),
    Kind.STRUCTURE_CHANGED: (
        _("%(profile)s asks something else of %(name)s from now on"),
        _("The portfolio shows what counts now. No evidence and no sign-off is lost."),
    ),
}

# What a reader does whose turn it is.
ACTIONS = {
    Kind.RETURNED: _("Improve"),
    Kind.REVOKED: _("Improve"),
    Kind.SUBMITTED: _("Assess"),
    Kind.SECOND_NEEDED: _("Assess"),
    Kind.SEAT_RELEASED: _("Assess"),
    Kind.DIFFERING: _("Assess again"),
    Kind.SEAT_LEFT: _("Release a seat"),
    Kind.TO_CONFIRM: _("Confirm"),
    Kind.MOVED: _("Confirm"),
    Kind.TRAINER_NAMED: _("Check"),
    Kind.PROPOSED: _("Decide"),
}

# The subject of a mail about one message: nobody's name, no code, no title.
SUBJECTS = {
    Kind.SUBMITTED: _("Something was handed in for you to assess"),
    Kind.RETURNED: _("A work process came back with feedback"),
    Kind.SIGNED_OFF: _("A work process was signed off"),
    Kind.SECOND_NEEDED: _("A hand-in needs another assessor"),
    Kind.DIFFERING: _("Assessments of a hand-in differ"),
    Kind.SEAT_RELEASED: _("A hand-in needs another assessor"),
    Kind.SEAT_LEFT: _("A seat of a hand-in has to be released"),
    Kind.REVOKED: _("A sign-off was revoked"),
    Kind.TO_CONFIRM: _("Sign-offs wait to be confirmed"),
    Kind.MOVED: _("A portfolio moved to another version of the qualification"),
    Kind.CARRIED_OVER: _("A sign-off was confirmed"),
    Kind.EXEMPTED: _("An exemption was granted"),
    Kind.EXEMPTION_ENDED: _("An exemption has ended"),
    Kind.PROPOSED: _("A completion was proposed"),
    Kind.COMPLETED: _("A level was completed"),
    Kind.REFUSED: _("A completion was not confirmed"),
    Kind.REOPENED: _("A completion was reopened"),
    Kind.TRAINER_NAMED: _("A workplace trainer waits to be checked"),
    Kind.TRAINER_DECLINED: _("A workplace trainer was declined"),
    Kind.STATEMENT: _("A workplace trainer has answered"),
    Kind.LOOKED_AGAIN: _("The examination board looked at a sign-off again"),
    Kind.STRUCTURE_CHANGED: _("A level asks something else from now on"),
}
SUBJECT_OF_SEVERAL = _("There is news in your portfolio")
SUBJECT_OF_SEVERAL_TO_STAFF = _("There is news in the portfolios of your students")

# The states that some messages lead to, and the icon of the others.
STATES = {
    Kind.SUBMITTED: Shown.SUBMITTED,
    Kind.RETURNED: Shown.RETURNED,
    Kind.REVOKED: Shown.RETURNED,
    Kind.TO_CONFIRM: Shown.TO_CONFIRM,
    Kind.EXEMPTED: Shown.EXEMPT,
}
ICONS = {
    Kind.SIGNED_OFF: "sufficient",
    Kind.SECOND_NEEDED: "users",
    Kind.SEAT_RELEASED: "users",
    Kind.SEAT_LEFT: "users",
    Kind.DIFFERING: "differ",
    Kind.CARRIED_OVER: "sufficient",
    Kind.EXEMPTION_ENDED: "outside",
    Kind.PROPOSED: "shield",
    Kind.COMPLETED: "shield",
    Kind.REFUSED: "returned",
    Kind.REOPENED: "retry",
    Kind.MOVED: "retry",
    Kind.TRAINER_NAMED: "question",
    Kind.TRAINER_DECLINED: "close",
    Kind.STATEMENT: "eye",
    Kind.LOOKED_AGAIN: "search",
    Kind.STRUCTURE_CHANGED: "differ",
}
