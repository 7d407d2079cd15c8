"use strict";

// The portal's page listens to `command:parameters:answer:frame`, as its own SDK writes it (@bitrix24/b24jssdk).
(() => {
  const { appSid, portal, finish, pass } = document.body.dataset;

  function tell(command, parameters) {
    if (!appSid || !portal || window.parent === window) return;
    const answer = `obmen${Math.random().toString(36).slice(2)}`;
    const told = [command, parameters ? JSON.stringify(parameters) : "", answer, appSid];
    window.parent.postMessage(told.filter(Boolean).join(":"), portal);
  }

  // Escaped by the server; the policy lets no script in. What stands on the page already is shown there anew.
  function show(text, target) {
    target.innerHTML = text;
    for (const news of target.querySelectorAll("[data-instead-of]")) {
      document.getElementById(news.dataset.insteadOf).replaceChildren(...news.childNodes);
      news.remove();
    }
  }

  async function load(button) {
    const address = button.dataset.load || button.dataset.post;
    const target = document.getElementById(button.dataset.into);
    button.disabled = true;
    target.setAttribute("aria-busy", "true");
    try {
      const method = button.dataset.post ? "POST" : "GET";
      const answer = await fetch(address, { method, headers: { "X-Obmen-Pass": pass }, credentials: "omit" });
      show(await answer.text(), target);
    } finally {
      button.disabled = false;
      target.removeAttribute("aria-busy");
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-into]");
    if (button) load(button);
  });

  let height = 0;
  new ResizeObserver(() => {
    const needed = Math.ceil(document.body.getBoundingClientRect().height);
    if (Math.abs(needed - height) < 2) return;
    height = needed;
    tell("resizeWindow", { width: document.body.scrollWidth, height: needed });
  }).observe(document.body);

  if (finish) tell("setInstallFinish");
})();
