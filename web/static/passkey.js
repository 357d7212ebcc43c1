"use strict";
// Our one script: it lets a device sign. Whoever has none still has their words.
const bytes = said => Uint8Array.from(atob(said.replaceAll("-", "+").replaceAll("_", "/")), each => each.charCodeAt(0));
const said = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const READ = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

const asked = told => {
  const listed = (known = []) => known.map(each => ({ ...each, id: bytes(each.id) }));
  const options = { ...told, challenge: bytes(told.challenge) };
  if (told.user) options.user = { ...told.user, id: bytes(told.user.id) };
  if (told.allowCredentials) options.allowCredentials = listed(told.allowCredentials);
  if (told.excludeCredentials) options.excludeCredentials = listed(told.excludeCredentials);
  return options;
};

const answered = made => {
  const given = READ.filter(name => made.response[name]).map(name => [name, said(made.response[name])]);
  const { id, type } = made;
  return JSON.stringify({ id, rawId: said(made.rawId), type, response: Object.fromEntries(given) });
};

const ceremony = async form => {
  const reply = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (reply.redirected) return location.assign(reply.url);
  const publicKey = asked(await reply.json());
  const made = await navigator.credentials[form.dataset.passkey]({ publicKey });
  form.elements.answer.value = answered(made);
  return form.submit();
};

for (const form of window.PublicKeyCredential ? document.querySelectorAll("form[data-passkey]") : []) {
  const sorry = form.querySelector("[role=alert]");
  form.hidden = false;
  document.querySelectorAll("[data-no-passkey]").forEach(each => { each.hidden = true; });
  form.addEventListener("submit", event => {
    event.preventDefault();
    sorry.textContent = "";
    ceremony(form).catch(() => { sorry.textContent = sorry.dataset.says; });
  });
}
