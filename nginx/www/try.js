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
  // Swagger UI has no digest of its own and would call it unsupported. The browser has: it asks for
  // the password when a request is challenged, and sends it along from then on.
  const BrowserDigest = () => ({
    wrapComponents: {
      HttpAuth: (Original, { React }) => (properties) =>
        properties.schema.get("scheme") === "digest"
          ? React.createElement("p", null, React.createElement("b", null, "Digest: "),
            "nothing to do here. The browser asks for user name and password at the first request.")
          : React.createElement(Original, properties),
    },
  });
  window.SwaggerUIBundle({
    url: "/openapi.json",
    dom_id: "#description",
    plugins: [BrowserDigest],
    deepLinking: true,
    displayRequestDuration: true,
    tryItOutEnabled: true,
    // Requests go to this host and nowhere else: no validator badge, no URL from the address bar.
    validatorUrl: null,
    queryConfigEnabled: false,
  });
})();
