/* What waits in this browser to be sent: files, pieces of evidence, and what one can choose from.

Everything is kept under the opaque key of one person: somebody else who signs in on this device
neither sees nor sends it. Where the browser refuses to keep something (its room is full, a private
window), it is held in memory, so that it can still be sent while the page is open. */

const NAME = "wtb-portfolio";
const STORES = { files: "id", blobs: "id", pieces: "key", choices: "user" };
const USER = "wtb-user";
const meta = document.querySelector("meta[name=device-user]");

/* Who is signed in here, or was when the network went away. */
export const user = () => meta?.content || localStorage.getItem(USER) || "";
export const remember = () => {
  if (meta) localStorage.setItem(USER, meta.content);
};
export const forgetUser = () => localStorage.removeItem(USER);

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

let opened;
const database = () => {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      for (const [name, keyPath] of Object.entries(STORES)) {
        const store = request.result.createObjectStore(name, { keyPath });
        if (name === "files" || name === "pieces") store.createIndex("user", "user");
      }
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
};

/* Other tabs, and every part of this page, hear that something changed. */
const channel = "BroadcastChannel" in window ? new BroadcastChannel(NAME) : null;
const heard = new EventTarget();
if (channel) channel.onmessage = () => heard.dispatchEvent(new Event("change"));
export const onChange = (listener) => heard.addEventListener("change", listener);
export const tell = () => {
  heard.dispatchEvent(new Event("change"));
  channel?.postMessage("change");
};

const memory = Object.fromEntries(Object.keys(STORES).map((name) => [name, new Map()]));

const attempt = async (name, mode, use) => {
  const transaction = (await database()).transaction(name, mode);
  const finished = new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
  const [answer] = await Promise.all([use(transaction.objectStore(name)), finished]);
  return answer;
};

/* A browser may close the database under us, or fail to open it once: then it is opened anew. */
const run = async (name, mode, use) => {
  try {
    return await attempt(name, mode, use);
  } catch {
    opened = undefined;
    return attempt(name, mode, use);
  }
};

const store = (name) => ({
  /* False where it could only be held in memory. */
  async put(record) {
    try {
      await run(name, "readwrite", (inside) => done(inside.put(record)));
      memory[name].delete(record[STORES[name]]);
      return true;
    } catch {
      memory[name].set(record[STORES[name]], record);
      return false;
    }
  },
  async get(key) {
    if (memory[name].has(key)) return memory[name].get(key);
    return run(name, "readonly", (inside) => done(inside.get(key))).catch(() => undefined);
  },
  async remove(key) {
    memory[name].delete(key);
    await run(name, "readwrite", (inside) => done(inside.delete(key))).catch(() => {});
  },
  /* What one person has in it, in the order in which it came. */
  async of(person) {
    if (!person) return [];
    const kept = await run(name, "readonly", (inside) =>
      done(inside.index("user").getAll(person)),
    ).catch(() => []);
    const own = [...memory[name].values()].filter((record) => record.user === person);
    const only = new Map([...kept, ...own].map((record) => [record[STORES[name]], record]));
    return [...only.values()].sort((one, other) => one.added - other.added);
  },
});

export const files = store("files");
export const blobs = store("blobs");
export const pieces = store("pieces");
export const choices = store("choices");

/* The bytes of a file; null where the device, which got full, threw them away and left the record. */
export const bytesOf = async (id) => {
  const kept = await blobs.get(id);
  try {
    await kept.blob.slice(0, 1).arrayBuffer();
    return kept.blob;
  } catch {
    return null;
  }
};

/* Changes fields of a record as it is now, which another tab may have changed; null once it is gone. */
export const update = async (from, key, changes) => {
  const record = await from.get(key);
  if (!record) return null;
  const changed = { ...record, ...changes };
  await from.put(changed);
  return changed;
};

/* One tab at a time does this work; the others wait for their turn. */
export const alone = (name, work) =>
  navigator.locks ? navigator.locks.request(`${NAME}-${name}`, work) : leased(`${NAME}-${name}`, work);

/* Without Web Locks: a lease that is renewed while the work goes on, and ends with its tab. */
const LEASE = 6000;
const tab = `${Math.random()}`;
const sleep = (time) => new Promise((resolve) => setTimeout(resolve, time));

const leased = async (name, work) => {
  const holder = () => (localStorage.getItem(name) || "").split("/");
  const take = () => localStorage.setItem(name, `${tab}/${Date.now() + LEASE}`);
  for (;;) {
    const [who, until] = holder();
    if (!who || Number(until) < Date.now()) {
      take();
      await sleep(50 + Math.random() * 100);
      if (holder()[0] === tab) break;
    }
    await sleep(500);
  }
  const renewed = setInterval(take, LEASE / 3);
  try {
    return await work();
  } finally {
    clearInterval(renewed);
    localStorage.removeItem(name);
  }
};

/* Asks the browser not to throw away what waits when the device gets full; once a page. */
let asked = false;
export const keepForGood = () => {
  if (asked || !navigator.storage?.persist) return;
  asked = true;
  navigator.storage.persist().catch(() => {});
};
