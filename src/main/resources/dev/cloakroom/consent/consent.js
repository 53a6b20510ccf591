// Closes the window that the console opened for a consent, once that is answered. On the way by the
// provider the window loses its name, and what it was opened as; so it is noted where it begins.
"use strict";
if (name === "cloakroom-consent") {
  sessionStorage.setItem("window", name);
}
if (sessionStorage.getItem("window") && !document.querySelector("form")) {
  setTimeout(() => close(), 1500); // ms: time to read how it ended
}
