// Starts Swagger UI on /docs. A file of its own: the page's Content-Security-Policy allows no script
// within the page.
"use strict";
(() => {
  const place = document.getElementById("description");
  if (!window.SwaggerUIBundle) {
    place.innerHTML = '<p class="missing">Swagger UI is not installed on this host. The description ' +
      'is at <a href="/openapi.json">/openapi.json</a>.</p>';
    return;
  }
  window.SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#description",
    deepLinking: true,
    displayRequestDuration: true,
    tryItOutEnabled: true,
    // Requests go to this host and nowhere else: no validator badge, no URL from the address bar.
    validatorUrl: null,
    queryConfigEnabled: false,
  });
})();
