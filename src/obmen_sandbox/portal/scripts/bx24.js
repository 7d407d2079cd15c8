// A practice BX24: what pages in the portal's frames use of the real one, over the same messages.
"use strict";

(() => {
  const [domain, protocol, sid] = window.name.split("|");
  const origin = `${protocol === "1" ? "https" : "http"}://${domain}`;
  const waiting = new Map();
  let state = null;
  let number = 0;
  const ready = [];

  const send = (command, params, done) => {
    const callback = `bx${++number}`;
    if (done) waiting.set(callback, done);
    const parts = [params === undefined ? "" : JSON.stringify(params), callback, sid].filter(Boolean);
    parent.postMessage(`${command}:${parts.join(":")}`, origin);
  };

  window.addEventListener("message", (event) => {
    if (event.source !== parent || event.origin !== origin || typeof event.data !== "string") return;
    const cut = event.data.indexOf(":");
    const done = waiting.get(event.data.slice(0, cut));
    waiting.delete(event.data.slice(0, cut));
    if (done) done(JSON.parse(event.data.slice(cut + 1)));
  });

  const keep = (auth) => {
    Object.assign(state, auth, { until: Date.now() + Number(auth.AUTH_EXPIRES) * 1000 });
    return BX24.getAuth();
  };

  const pairs = (value, name) => {
    if (value === null || value === undefined) return [[name, ""]];
    if (typeof value !== "object") return [[name, String(value)]];
    return Object.entries(value).flatMap(([key, inner]) => pairs(inner, name ? `${name}[${key}]` : key));
  };

  const result = (body, status) => ({
    data: () => body.result,
    error: () => (body.error === undefined ? null : body.error),
    error_description: () => body.error_description,
    answer: body,
    status,
    total: () => body.total,
    more: () => body.next !== undefined,
  });

  const call = async (method, params, done, again = true) => {
    const form = new URLSearchParams(pairs({ ...params, auth: state.AUTH_ID }, ""));
    const answer = await fetch(`${origin}/rest/${method}`, { method: "POST", body: form });
    const body = await answer.json();
    if (body.error === "expired_token" && again) {
      BX24.refreshAuth(() => call(method, params, done, false));
    } else if (done) {
      done(result(body, answer.status));
    }
  };

  window.BX24 = {
    init(done) {
      if (state) done();
      else ready.push(done);
    },
    install(done) {
      BX24.init(() => {
        if (state.INSTALL) done();
      });
    },
    installFinish: () => send("setInstallFinish"),
    getAuth: () =>
      state && state.until > Date.now()
        ? {
            access_token: state.AUTH_ID,
            refresh_token: state.REFRESH_ID,
            expires_in: Number(state.AUTH_EXPIRES),
            domain,
            member_id: state.MEMBER_ID,
          }
        : false,
    refreshAuth: (done) => send("refreshAuth", undefined, (auth) => done && done(keep(auth))),
    callMethod: (method, params, done) => void call(method, params || {}, done),
    resizeWindow: (width, height, done) => send("resizeWindow", { width, height }, done),
    fitWindow: (done) => BX24.resizeWindow(document.body.scrollWidth, document.body.scrollHeight, done),
    setTitle: (title, done) => send("setTitle", { title }, done),
    openPath: (path, done) => send("openPath", { path }, done),
    reloadWindow: (done) => send("reloadWindow", undefined, done),
    closeApplication: (done) => send("closeApplication", undefined, done),
    getDomain: () => domain,
    getLang: () => state.LANG,
    isAdmin: () => state.IS_ADMIN,
    placement: { info: () => ({ placement: state.PLACEMENT, options: state.PLACEMENT_OPTIONS }) },
  };

  send("getInitData", undefined, (said) => {
    state = { ...said };
    keep(said);
    if (state.FIRST_RUN) send("setInstall", { install: true });
    ready.splice(0).forEach((done) => done());
  });
})();
