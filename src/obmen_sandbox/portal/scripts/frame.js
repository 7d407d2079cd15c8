// The portal's side of a frame: opens it, and answers what the page inside asks for.
// A message is "command:params:callback:sid", params and an empty middle may be absent; an answer is "callback:json".
"use strict";

(() => {
  const frame = document.getElementById("frame");
  const { app, sid } = frame.dataset;
  const said = JSON.parse(frame.dataset.said);

  const post = (action) => fetch(`${app}/${action}`, { method: "POST" }).then((answer) => answer.json());

  const parse = (text) => {
    const command = text.split(":", 1)[0];
    let rest = text.slice(command.length + 1);
    if (!rest.endsWith(sid)) return null;
    rest = rest.slice(0, -sid.length).replace(/:$/, "");
    const cut = rest.lastIndexOf(":");
    return { command, params: cut < 0 ? "" : rest.slice(0, cut), callback: rest.slice(cut + 1) };
  };

  const read = (params) => {
    try {
      return JSON.parse(params);
    } catch {
      return params;
    }
  };

  const COMMANDS = {
    getInitData: () => said,
    setInstall: () => post("opened").then(() => true),
    setInstallFinish: () =>
      post("finish").then(() => {
        setTimeout(() => location.assign(app), 50);
        return true;
      }),
    refreshAuth: () => post("auth"),
    resizeWindow: ({ height }) => {
      if (Number(height) > 0) frame.style.height = `${height}px`;
      return { width: frame.clientWidth, height: frame.clientHeight };
    },
    setTitle: ({ title }) => {
      document.title = title;
      return true;
    },
    setScroll: ({ scroll }) => {
      window.scrollTo(0, Number(scroll) || 0);
      return true;
    },
    reloadWindow: () => {
      setTimeout(() => location.reload(), 50);
      return true;
    },
    closeApplication: () => {
      frame.hidden = true;
      return true;
    },
    setAppOption: ({ name, value }) => Object.assign(said.APP_OPTIONS, { [name]: value }),
    setUserOption: ({ name, value }) => Object.assign(said.USER_OPTIONS, { [name]: value }),
    getInterface: () => ({ command: [], event: [] }),
  };

  window.addEventListener("message", async (event) => {
    if (event.source !== frame.contentWindow || typeof event.data !== "string") return;
    const message = parse(event.data);
    if (message === null) return;
    const command = Object.hasOwn(COMMANDS, message.command) ? COMMANDS[message.command] : () => ({});
    const answer = await command(read(message.params) || {});
    event.source.postMessage(`${message.callback}:${JSON.stringify(answer)}`, event.origin);
  });

  document.getElementById("frame-form").submit();
})();
