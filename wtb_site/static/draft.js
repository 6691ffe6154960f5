/* Keeps what stands in a form at the server while somebody types; the page of the form brings it back. */
const QUIET = 2000;

export const keepDraft = (form, place) => {
  const address = form.dataset.draft;
  const note = document.querySelector("[data-saved]");
  let timer;
  let saved = null;
  let stopped = false;

  const fields = () => {
    const found = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string") found.append(name, value);
    }
    found.append("place", place);
    return found.toString();
  };

  const save = async () => {
    clearTimeout(timer);
    timer = null;
    const now = fields();
    if (stopped || now === saved || !navigator.onLine) return;
    const before = saved;
    saved = now;
    try {
      const answer = await fetch(address, {
        method: "POST",
        body: now,
        headers: { "Content-Type": "application/x-www-form-urlencoded", Accept: "application/json" },
        // It arrives although the page is left; a browser allows that for 64 kB.
        keepalive: now.length < 60_000,
      });
      if (!answer.ok) throw new Error(answer.statusText);
      note.querySelector("span").textContent = new Intl.DateTimeFormat(document.documentElement.lang, {
        timeStyle: "short",
      }).format(new Date());
      note.hidden = false;
    } catch {
      saved = before;
      note.hidden = true;
    }
  };

  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(save, QUIET);
  };
  for (const name of ["input", "change"]) form.addEventListener(name, soon);
  // A phone that switches to another app may never come back to say "pagehide".
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && timer) save();
  });
  window.addEventListener("pagehide", () => {
    if (!timer || stopped) return;
    clearTimeout(timer);
    navigator.sendBeacon(address, new URLSearchParams(fields()));
  });
  window.addEventListener("online", () => timer ?? soon());
  return {
    /* The form was sent: what comes after that is no draft. */
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
    /* The piece is in the queue of this device, which keeps it from now on. */
    async discard() {
      const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
      const body = new URLSearchParams({ place, discard: "1", csrfmiddlewaretoken: token });
      const options = { method: "POST", body, keepalive: true };
      return fetch(address, options).then((answer) => answer.ok, () => false);
    },
  };
};
