// Shows what the server sends to this phone, also while it is locked and the page is closed, and opens the page when it
// is touched. Everything that is said comes with the message, in the language of the page that asked for it.

const SHAKE_MS = [300, 150, 300, 150, 300];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => event.waitUntil(show(read(event.data))));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data));
});

/** Browsers want something shown for each message, whatever it holds. */
function read(data) {
  try {
    return data.json();
  } catch {
    return { title: "Antre", body: "", path: "" };
  }
}

/** A later message about the same ticket takes the place of the earlier one, and is heard again. */
function show({ title, body, language, path, urgent }) {
  return self.registration.showNotification(title, {
    body, lang: language, tag: path || "antre", renotify: true, requireInteraction: Boolean(urgent), vibrate: SHAKE_MS, data: path,
  });
}

async function open(path) {
  if (!path) return;
  const wanted = new URL(path, self.location.origin);
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages.find((one) => new URL(one.url).pathname === wanted.pathname);
  await (page ? page.focus() : self.clients.openWindow(wanted.href));
}
