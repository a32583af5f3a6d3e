// Starts ReDoc on /redoc. A file of its own: the page's Content-Security-Policy allows no script
// within the page.
"use strict";
(() => {
  const place = document.getElementById("description");
  if (!window.Redoc) {
    place.innerHTML = '<p class="missing">ReDoc is not installed on this host. The description is at ' +
      '<a href="/openapi.json">/openapi.json</a>.</p>';
    return;
  }
  const sans = "system-ui, sans-serif";
  window.Redoc.init("/openapi.json", {
    // Its search needs a worker made of a blob, which the page's policy would have to allow; the
    // browser's own search finds everything on this one page.
    disableSearch: true,
    hideDownloadButtons: true,
    theme: {
      typography: {
        fontFamily: sans,
        headings: { fontFamily: sans },
        code: { fontFamily: "ui-monospace, monospace" },
      },
    },
  }, place);
})();
