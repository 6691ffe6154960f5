/* Sends one file by the tus protocol, 1.0.0, and goes on wherever it was.
   https://tus.io/protocols/resumable-upload */

const KB = 1024;
const SMALLEST = 128 * KB;
const LARGEST = 4 * KB * KB;
// How long one chunk may take: little is sent twice when the line goes, and few requests are made.
const CHUNK_TIME = 4000;
// A line on which nothing moved for so long is gone, whatever the browser still hopes.
const STALLED = 30_000;
const BYTES = "application/offset+octet-stream";

/* Why sending stopped. `reason`: lost (go on later), signed_out, token (get another), refused. */
export class Stopped extends Error {
  constructor(reason, sentence = "") {
    super(sentence || reason);
    this.reason = reason;
    this.sentence = sentence;
  }
}

/* XMLHttpRequest, because fetch does not tell how many bytes of a body have left. */
const ask = (method, address, { token, headers = {}, body = null, signal, onprogress }) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    let watch;
    const alive = () => {
      clearTimeout(watch);
      watch = setTimeout(() => request.abort(), STALLED);
    };
    const stop = () => request.abort();
    const end = (settle, value) => {
      clearTimeout(watch);
      signal?.removeEventListener("abort", stop);
      settle(value);
    };
    request.open(method, address);
    request.setRequestHeader("Tus-Resumable", "1.0.0");
    request.setRequestHeader("X-CSRFToken", token);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => {
      alive();
      onprogress?.(event.loaded);
    };
    request.onload = () => end(resolve, request);
    request.onerror = () => end(reject, new Stopped("lost"));
    request.onabort = () => end(reject, new Stopped(signal?.aborted ? "paused" : "lost"));
    if (signal?.aborted) return reject(new Stopped("paused"));
    signal?.addEventListener("abort", stop);
    alive();
    request.send(body);
  });

const isSentence = (answer) =>
  (answer.getResponseHeader("Content-Type") || "").startsWith("text/plain");

/* Turns an answer that is no success into the reason why sending stops. */
const check = (answer) => {
  const { status } = answer;
  if (status >= 200 && status < 300) return answer;
  if (status === 401) throw new Stopped("signed_out");
  if (status === 403 && !isSentence(answer)) throw new Stopped("token");
  if (status === 404 || status === 410) throw new Stopped("gone");
  if (status === 409) throw new Stopped("elsewhere");
  if (status >= 500 || status === 423 || status === 429 || status === 408) throw new Stopped("lost");
  throw new Stopped("refused", isSentence(answer) ? answer.responseText : `${status}`);
};

const encoded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const number = (answer, name) => {
  const value = answer.getResponseHeader(name);
  return value === null || value === "" ? null : Number(value);
};

export class Upload {
  /* `address` and `offset` are those of an earlier try, or empty.
     `moved(address, offset)` is told after each step, `progress(bytes)` while bytes leave. */
  constructor({ blob, name, address, uploads, token, signal, moved, progress }) {
    Object.assign(this, { blob, name, address, uploads, token, signal, moved, progress });
    this.offset = 0;
    this.chunk = 512 * KB;
  }

  ask(method, address, options = {}) {
    return ask(method, address, { token: this.token, signal: this.signal, ...options });
  }

  /* Sends what is not there yet. Returns the id of the file at the school; throws Stopped. */
  async send() {
    let isKnown = false;
    for (let misses = 0; ; ) {
      try {
        if (!this.address) await this.begin();
        else if (!isKnown) {
          const file = await this.look();
          if (file !== null) return file;
        }
        isKnown = true;
        const file = await this.append();
        if (file !== null) return file;
        misses = 0;
      } catch (stopped) {
        if (!["gone", "elsewhere"].includes(stopped.reason) || (misses += 1) > 3) throw stopped;
        // Gone: begin anew. Elsewhere: another tab or a retry was quicker; ask how far it is.
        if (stopped.reason === "gone") this.address = "";
        isKnown = false;
      }
    }
  }

  async begin() {
    const headers = {
      "Upload-Length": this.blob.size,
      "Upload-Metadata": `filename ${encoded(this.name)}`,
    };
    let answer;
    try {
      answer = check(await this.ask("POST", this.uploads, { headers }));
    } catch (stopped) {
      // There is no portfolio to send it to: beginning once more changes nothing.
      throw stopped.reason === "gone" ? new Stopped("refused", stopped.sentence) : stopped;
    }
    this.address = answer.getResponseHeader("Location");
    this.offset = 0;
    await this.moved(this.address, 0);
  }

  async look() {
    const answer = check(await this.ask("HEAD", this.address));
    this.offset = number(answer, "Upload-Offset") ?? 0;
    await this.moved(this.address, this.offset);
    return number(answer, "Upload-File");
  }

  async append() {
    const start = this.offset;
    const part = this.blob.slice(start, start + this.chunk);
    const began = performance.now();
    const answer = check(
      await this.ask("PATCH", this.address, {
        headers: { "Content-Type": BYTES, "Upload-Offset": start },
        body: part,
        onprogress: (sent) => this.progress(start + sent),
      }),
    );
    this.offset = number(answer, "Upload-Offset") ?? start + part.size;
    if (part.size === this.chunk) this.adapt(performance.now() - began);
    await this.moved(this.address, this.offset);
    const file = number(answer, "Upload-File");
    if (file === null && !part.size) throw new Stopped("lost");
    return file;
  }

  adapt(took) {
    const factor = Math.min(4, Math.max(0.25, CHUNK_TIME / Math.max(1, took)));
    this.chunk = Math.round(Math.min(LARGEST, Math.max(SMALLEST, this.chunk * factor)));
  }
}

/* Lets go of an upload at the school; that it is gone already is fine too. */
export const end = (address, token) => ask("DELETE", address, { token }).catch(() => {});
