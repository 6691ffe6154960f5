/* Keeps one page without anybody in it, and the files that pages need. FACTS stand above: the
   server writes them. The network comes first for pages; what is personal is never kept. */
const CACHE = `wtb-${FACTS.version}`;

const keep = async () => {
  const cache = await caches.open(CACHE);
  await cache.addAll(
    [FACTS.shell, ...FACTS.files].map((address) => new Request(address, { cache: "no-cache" })),
  );
};

const tidy = async () => {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("wtb-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
};

self.addEventListener("install", (event) => {
  event.waitUntil(keep().then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()));
});

/* After an update the files of this worker are older than the page, until the next worker has
   cached its own: until then they come from the network. */
let isOld = false;

const page = async (request) => {
  try {
    const answer = await fetch(request);
    const version = answer.headers.get("X-Version");
    if (version) isOld = version !== FACTS.version;
    return answer;
  } catch (fault) {
    isOld = false;
    const shell = await caches.match(FACTS.shell, { ignoreVary: true });
    if (!shell) throw fault;
    return shell;
  }
};

const file = async (request) => {
  const kept = isOld ? null : await caches.match(request, { ignoreVary: true });
  return kept ?? fetch(request, isOld ? { cache: "no-cache" } : {});
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.method === "GET" && FACTS.files.includes(pathname)) event.respondWith(file(request));
});
