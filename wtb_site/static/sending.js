/* Sends what waits: at most two files at once, then each piece whose files have arrived.

   States of a file: waiting, paused, arrived, refused. Of a piece: waiting, refused. What happens
   at this moment (bytes, speed, why it stands still) is in `live`, and is told by `onChange`. */
import { alone, blobs, bytesOf, files, keepForGood, onChange, pieces, tell, update, user } from "./queue.js";
import { end, Stopped, Upload } from "./upload.js";

export { onChange };

const AT_ONCE = 2;
const FINAL = new Set(["signed_out", "another", "refused", "paused"]);
const RETRY = [1000, 2000, 4000, 8000, 15_000, 30_000];
const page = document.querySelector("[data-uploads]");
const uploads = page?.content ? page.dataset.uploads : page?.getAttribute("data-uploads");

/* id of a file -> { sent, speed, abort, why }. */
export const live = new Map();
/* What stops all of it: signed_out, another (person), or nothing. */
export const stopped = { why: "" };
const events = new EventTarget();
/* saved: { key, address }; refused: { key }; signed_out. */
export const on = (name, listener) => events.addEventListener(name, (event) => listener(event.detail));
const emit = (name, detail) => events.dispatchEvent(new CustomEvent(name, { detail }));

/* The token of the page itself saves a request; after a refusal it is asked for. */
let token = document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
if (!document.querySelector("meta[name=device-user]")) token = "";

const askToken = async () => {
  let answer;
  try {
    answer = await fetch(uploads, { headers: { Accept: "application/json" }, cache: "no-store" });
  } catch {
    throw new Stopped("lost");
  }
  if (answer.status === 401) throw new Stopped("signed_out");
  if (!answer.ok) throw new Stopped("lost");
  const about = await answer.json();
  // Another tab signed in as somebody else: this person's work waits for this person.
  if (about.user !== user()) throw new Stopped("another");
  token = about.token;
};

/* Does what needs the token; gets another one where the first was refused. */
const withToken = async (work) => {
  if (!token) await askToken();
  try {
    return await work(token);
  } catch (reason) {
    if (reason.reason !== "token") throw reason;
    await askToken();
    return work(token).catch((again) => {
      throw again.reason === "token" ? new Stopped("lost") : again;
    });
  }
};

/* Puts a file into the queue. `place` is the path of the form it was chosen in. */
export const add = async (file, place, added) => {
  const id = crypto.randomUUID();
  const record = {
    id, place, added, user: user(), name: file.name, size: file.size, type: file.type,
    address: "", offset: 0, state: "waiting", file: null, piece: null, reason: "",
  };
  const isKept = await blobs.put({ id, blob: file });
  record.onlyHere = !(await files.put(record)) || !isKept;
  if (record.onlyHere) await files.put(record);
  keepForGood();
  tell();
  flush();
  return id;
};

export const pause = async (id) => {
  await update(files, id, { state: "paused" });
  live.get(id)?.abort?.abort();
  tell();
};

export const resume = async (id) => {
  const record = await files.get(id);
  if (record?.state === "paused") await update(files, id, { state: "waiting" });
  tell();
  tryNow();
};

/* Takes a file out of the queue. What the school has of it is let go too, unless it arrived. */
export const remove = async (id) => {
  const record = await files.get(id);
  live.get(id)?.abort?.abort();
  await forget(id);
  if (record?.address && record.state !== "arrived") {
    withToken((value) => end(record.address, value)).catch(() => {});
  }
  flush();
};

export const forget = async (id) => {
  await files.remove(id);
  await blobs.remove(id);
  tell();
};

/* Puts a piece into the queue; it goes along once its files have arrived. */
export const addPiece = async (piece) => {
  await pieces.put({ ...piece, user: user(), state: "waiting", errors: [] });
  for (const id of piece.files) await update(files, id, { piece: piece.key });
  keepForGood();
  tell();
  tryNow();
};

/* Gives the files of a piece back to a form, and forgets the piece. */
export const takeBack = async (key) => {
  const piece = await pieces.get(key);
  if (!piece) return null;
  await pieces.remove(key);
  for (const id of piece.files) await update(files, id, { piece: null });
  tell();
  return piece;
};

export const removePiece = async (key) => {
  const piece = await takeBack(key);
  for (const id of piece?.files ?? []) await remove(id);
};

const wakeUps = new Set();
const rest = (tries) =>
  new Promise((resolve) => {
    const timer = setTimeout(wake, RETRY[Math.min(tries, RETRY.length - 1)]);
    function wake() {
      clearTimeout(timer);
      wakeUps.delete(wake);
      resolve();
    }
    wakeUps.add(wake);
  });

/* Now, and not at the end of a pause between two tries. */
export const tryNow = () => {
  stopped.why = "";
  for (const wake of [...wakeUps]) wake();
  flush();
};

/* Does some work until it ends or is refused; a line that is gone makes it wait. */
const persist = async (work, told) => {
  for (let tries = 0; ; tries += 1) {
    try {
      return await withToken(work);
    } catch (reason) {
      if (reason.reason === "signed_out" || reason.reason === "another") {
        stopped.why = reason.reason;
        emit("stopped", reason.reason);
      }
      // Whatever else goes wrong is tried again, ever more slowly.
      if (FINAL.has(reason.reason)) throw reason;
      if (told()) tries = -1;
      tell();
      await rest(Math.max(0, tries));
    }
  }
};

const sendFile = async (id) => {
  const now = { sent: 0, speed: 0, abort: new AbortController(), why: "" };
  live.set(id, now);
  try {
    await alone(`file-${id}`, async () => {
      const record = await files.get(id);
      const blob = await bytesOf(id);
      if (!record || record.state !== "waiting" || record.user !== user()) return;
      if (!blob) throw new Stopped("refused");
      now.sent = record.offset;
      let since = { time: performance.now(), sent: record.offset };
      let moved = false;
      const told = () => {
        now.why = "offline";
        now.speed = 0;
        const didMove = moved;
        moved = false;
        return didMove;
      };
      const file = await persist(async (value) => {
        const latest = await files.get(id);
        if (latest?.state !== "waiting") throw new Stopped("paused");
        since = { time: performance.now(), sent: now.sent };
        const upload = new Upload({
          blob, name: record.name, address: latest.address, uploads, token: value,
          signal: now.abort.signal,
          moved: async (address, offset) => {
            now.why = "";
            moved = true;
            now.sent = offset;
            await update(files, id, { address, offset });
            tell();
          },
          progress: (sent) => {
            now.why = "";
            const time = performance.now() - since.time;
            if (time > 300 && sent > since.sent) now.speed = ((sent - since.sent) / time) * 1000;
            now.sent = sent;
            emit("progress", id);
          },
        });
        return upload.send();
      }, told);
      const arrived = await update(files, id, { state: "arrived", file, offset: record.size });
      // The form may still draw the picture of a film from it; kept bytes are let go there.
      if (arrived) emit("arrived", { record: arrived, blob });
      await blobs.remove(id);
    });
  } catch (reason) {
    if (reason.reason === "refused") await update(files, id, { state: "refused", reason: reason.sentence });
  } finally {
    live.delete(id);
    tell();
  }
};

const sendPiece = async (key) => {
  try {
    await alone(`piece-${key}`, async () => {
      const piece = await pieces.get(key);
      if (!piece || piece.state !== "waiting" || piece.user !== user()) return;
      // Posted, and on this page again to be corrected.
      if (piece.posted && document.querySelector("[data-evidence-form] [name=key]")?.value === key) return;
      const answer = await persist((value) => postPiece(piece, value), () => false);
      if (answer.status === 201) {
        const { piece: address } = await answer.json();
        await pieces.remove(key);
        for (const id of piece.files) await forget(id);
        emit("saved", { key, address });
      } else {
        const { errors } = answer.status === 422 ? await answer.json() : { errors: {} };
        await update(pieces, key, { state: "refused", errors: Object.values(errors).flat() });
        emit("refused", { key });
      }
    });
  } catch {
    // It waits: for its owner to sign in, or for the next visit.
  } finally {
    tell();
  }
};

const postPiece = async (piece, value) => {
  const form = new FormData();
  for (const [name, text] of piece.fields) form.append(name, text);
  form.set("csrfmiddlewaretoken", value);
  for (const id of piece.files) {
    const record = await files.get(id);
    if (record?.file) form.append("kept_files", record.file);
  }
  let answer;
  try {
    answer = await fetch(piece.place, {
      method: "POST",
      body: form,
      headers: { Accept: "application/json" },
    });
  } catch {
    throw new Stopped("lost");
  }
  if (answer.status === 401) throw new Stopped("signed_out");
  if (answer.status === 403) throw new Stopped("token");
  if (answer.status >= 500 || answer.status === 429) throw new Stopped("lost");
  return answer;
};

const started = new Set();
const start = async (name, work) => {
  started.add(name);
  try {
    await work;
  } finally {
    started.delete(name);
    flush();
  }
};

/* Starts what can go now. Called whenever something changed; does nothing twice. */
export const flush = async () => {
  if (stopped.why || !uploads) return;
  const own = await files.of(user());
  for (const record of own) {
    if (live.size >= AT_ONCE) break;
    if (record.state === "waiting" && !live.has(record.id)) start(record.id, sendFile(record.id));
  }
  const byId = new Map(own.map((record) => [record.id, record]));
  for (const piece of await pieces.of(user())) {
    const isReady = piece.files.every((id) => !byId.has(id) || byId.get(id).state === "arrived");
    if (piece.state === "waiting" && isReady && !started.has(piece.key)) {
      start(piece.key, sendPiece(piece.key));
    }
  }
};

window.addEventListener("online", tryNow);
