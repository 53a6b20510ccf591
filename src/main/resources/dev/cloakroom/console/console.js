// Keeps a page of the console as the host is now. Without it the pages work, and show how things
// were when they were loaded.
"use strict";
(() => {
  const bar = document.querySelector("[data-events]");
  const light = bar.querySelector(".light");
  const types = ["account_connected", "account_refreshed", "account_state", "account_expiring",
    "account_disconnected", "granted", "ungranted", "auth_required", "consent_answered", "run_started", "run_waits",
    "run_ended", "alarm", "gap"];
  const settle = 150; // ms: one look for many events
  const beat = 20_000; // ms: times in words grow old
  let events, timer, last = bar.dataset.last, looking = false, lookAgain = false;

  const soon = () => { clearTimeout(timer); timer = setTimeout(look, settle); };

  // Takes the page anew, and puts in what has changed of it.
  async function look() {
    if (looking) { lookAgain = true; return; }
    looking = true;
    try {
      const reply = await fetch(location.href, { cache: "no-store" });
      if (reply.status === 403 || reply.status === 404) { location.reload(); return; }
      if (reply.ok) { take(new DOMParser().parseFromString(await reply.text(), "text/html")); }
    } catch { say(false); }
    looking = false;
    if (lookAgain) { lookAgain = false; soon(); }
  }

  function take(fresh) {
    for (const old of document.querySelectorAll("[data-part]")) {
      const now = fresh.querySelector(`[data-part="${old.dataset.part}"]`);
      if (!now || now.outerHTML === old.outerHTML) { continue; }
      const put = keeper(old);
      old.replaceWith(now);
      put(now);
    }
  }

  // The keyboard stays at the thing where it was, or at the place where that has been.
  const focusable = (part) => [...part.querySelectorAll("a, button, input, [tabindex]")];
  const nameOf = (thing) => thing.href ?? thing.tagName + thing.name + thing.textContent;
  function keeper(part) {
    const thing = document.activeElement, place = focusable(part).indexOf(thing);
    return (now) => {
      const things = focusable(now);
      const next = things.find((other) => nameOf(other) === nameOf(thing))
        ?? things[Math.min(place, things.length - 1)];
      if (place >= 0) { next?.focus({ preventScroll: true }); }
    };
  }

  function say(live) {
    light.textContent = live ? "Live" : "Not live";
    light.classList.toggle("on", live);
  }

  function listen() {
    events?.close();
    events = new EventSource(`${bar.dataset.events}?after=${last}`);
    events.onopen = () => say(true);
    events.onerror = () => { say(false); soon(); }; // one that has left is shown the door
    for (const type of types) {
      events.addEventListener(type, (event) => { last = event.lastEventId || last; soon(); });
    }
  }

  // A tab that nobody sees holds no connection.
  const rest = () => { events?.close(); events = undefined; };
  document.addEventListener("visibilitychange", () => { document.hidden ? rest() : listen(); });
  addEventListener("pagehide", rest);
  addEventListener("pageshow", (event) => { if (event.persisted) { listen(); } });
  setInterval(() => { if (!document.hidden) { look(); } }, beat);
  listen();

  // Finds while one types.
  for (const field of document.querySelectorAll("input[data-live]")) {
    field.addEventListener("input", () => {
      const address = new URL(location.href);
      address.searchParams.set("q", field.value);
      address.searchParams.delete("page");
      history.replaceState(null, "", address);
      soon();
    });
    field.form.addEventListener("submit", (event) => event.preventDefault());
  }

  // Consent opens in a window of its own, and the page stays. Nothing is passed between the two:
  // the host tells this page how it ended.
  const size = "popup,width=560,height=760";
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[data-popup]");
    if (link && !event.ctrlKey && !event.metaKey && open(link.href, "cloakroom-consent", size)) {
      event.preventDefault();
    }
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if ("popup" in form.dataset && open("about:blank", "cloakroom-consent", size)) {
      form.target = "cloakroom-consent";
    }
  });

  // What a run says, while it says it.
  const transcript = document.querySelector("[data-follow]");
  if (transcript) {
    const most = 5000; // lines
    const lines = new EventSource(transcript.dataset.follow);
    transcript.scrollTop = transcript.scrollHeight;
    lines.onmessage = ({ data }) => {
      const { stream, text } = JSON.parse(data);
      const atEnd = transcript.scrollHeight - transcript.scrollTop - transcript.clientHeight < 40;
      const line = document.createElement("span");
      line.className = stream;
      line.textContent = text + "\n";
      transcript.append(line);
      while (transcript.childElementCount > most) { transcript.firstElementChild.remove(); }
      if (atEnd) { transcript.scrollTop = transcript.scrollHeight; }
    };
    lines.addEventListener("end", () => lines.close());
    addEventListener("pagehide", () => lines.close());
  }
})();
