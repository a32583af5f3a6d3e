// Opens the pages in headless Chromium and prints, as JSON, what a visitor would meet: for each page
// and width the operations shown, what went wrong, which hosts were asked. test_pages.py judges it.
//
// Usage: NODE_PATH=… node browse.js '{"origin": …, "output": …, "try": …}'
"use strict";
const { chromium } = require("playwright-core");
const path = require("node:path");

const config = JSON.parse(process.argv[2]);
const patience = 60000; // ms; a busy machine under sanitizers
const widths = [1280, 400];
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync"];

// Each: when the page is there, and the operations it shows as "get /path".
const pages = {
  landing: { path: "/", ready: "main h1" },
  docs: {
    path: "/docs",
    ready: ".opblock-summary-path",
    operations: () => [...document.querySelectorAll(".opblock-summary")].map((summary) =>
      summary.querySelector(".opblock-summary-method").textContent.toLowerCase() + " " +
      summary.querySelector("[data-path]").dataset.path),
  },
  redoc: {
    path: "/redoc",
    ready: "button .http-verb",
    operations: () => [...document.querySelectorAll("button .http-verb")].map((verb) =>
      verb.textContent.toLowerCase() + " " + verb.nextElementSibling.textContent),
  },
};

// A page whose troubles are written down from its first request on.
async function watched(context, width, troubles, hosts) {
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  await page.setViewportSize({ width, height: 900 });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) troubles.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => troubles.push(`exception: ${error.message}`));
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol !== "data:") hosts.add(url.origin);
  });
  page.on("requestfailed", (request) => troubles.push(`failed: ${request.url()}`));
  page.on("response", (response) => {
    if (response.status() >= 400) troubles.push(`${response.status()}: ${response.url()}`);
  });
  await page.exposeFunction("reportViolation", (text) => troubles.push(`policy: ${text}`));
  await page.addInitScript(() => document.addEventListener("securitypolicyviolation", (event) =>
    window.reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`)));
  return page;
}

async function visit(context, name, width, scheme) {
  const [what, troubles, hosts] = [pages[name], [], new Set()];
  const page = await watched(context, width, troubles, hosts);
  await page.emulateMedia({ colorScheme: scheme });
  await page.goto(config.origin + what.path);
  await page.waitForSelector(what.ready, { timeout: patience }).catch((error) =>
    troubles.push(`never ready: ${error.message}`));
  await page.waitForLoadState("networkidle");
  const operations = what.operations ? await page.evaluate(what.operations) : [];
  const overflow = await page.evaluate(() =>
    document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const suffix = scheme === "dark" ? "-dark" : "";
  await page.screenshot({ path: path.join(config.output, `${name}-${width}${suffix}.png`),
    fullPage: name !== "redoc" });
  const links = await page.evaluate(() => [...document.querySelectorAll("a[href^='/']")].map((link) =>
    link.getAttribute("href")));
  await page.close();
  return { name, width, scheme, operations, overflow, troubles, hosts: [...hosts], links };
}

// "Try it out" of one operation: the status that Swagger UI shows. The browser does the digest.
async function tryOperation(context, { operation, parameters }) {
  const [troubles, hosts] = [[], new Set()];
  const page = await watched(context, 1280, troubles, hosts);
  await page.goto(`${config.origin}/docs`);
  await page.locator(".btn.authorize").click();
  const offered = await page.locator(".dialog-ux").innerText();
  await page.screenshot({ path: path.join(config.output, "docs-authorize.png") });
  await page.locator(".close-modal").click();
  const [method, target] = operation.split(" ");
  const block = page.locator(`.opblock-${method}`, { has: page.locator(`[data-path="${target}"]`) })
    .first(); // it stands below each of its tags
  await block.locator(".opblock-summary-control").click();
  for (const [name, value] of Object.entries(parameters))
    await block.locator(`tr[data-param-name="${name}"] input`).fill(value);
  await block.locator("button.execute").click();
  const answer = block.locator(".live-responses-table .response");
  await answer.waitFor();
  const status = parseInt(await answer.locator(".response-col_status").innerText(), 10);
  const body = await answer.locator(".response-col_description").innerText();
  await page.screenshot({ path: path.join(config.output, "docs-tried.png"), fullPage: true });
  await page.close();
  return { status, body, offered, troubles, hosts: [...hosts] };
}

// Whether a script in something stored runs where a browser is led to it.
async function openStored(context, target) {
  const page = await context.newPage();
  const answer = await page.goto(config.origin + target);
  await page.waitForLoadState("networkidle");
  const ran = await page.evaluate(() => document.documentElement.hasAttribute("ran"));
  await page.close();
  return { target, status: answer.status(), ran };
}

// What /docs and /redoc say on a host where npm's files are not installed.
async function withoutPackages(context) {
  await context.route(/swagger-ui-bundle|redoc.standalone/, (route) => route.fulfill({ status: 404 }));
  const said = [];
  for (const { path } of [pages.docs, pages.redoc]) {
    const page = await context.newPage();
    await page.goto(config.origin + path);
    said.push(await page.locator("#description").innerText());
    await page.close();
  }
  return said;
}

(async () => {
  const browser = await chromium.launch({ executablePath: config.chromium, args: flags });
  try {
    const visits = [];
    const context = await browser.newContext();
    for (const name of Object.keys(pages))
      for (const width of widths) visits.push(await visit(context, name, width, "light"));
    visits.push(await visit(context, "landing", 1280, "dark"));
    const known = await browser.newContext({ httpCredentials: config.credentials });
    const tried = await tryOperation(known, config.try);
    const opened = [];
    for (const target of config.stored) opened.push(await openStored(known, target));
    const absent = await withoutPackages(await browser.newContext());
    console.log(JSON.stringify({ visits, tried, opened, absent }));
  } finally {
    await browser.close();
  }
})().catch((error) => {
  console.error(error.stack);
  process.exit(1);
});
