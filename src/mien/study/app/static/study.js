// The participant's page from consent to completion code.

import { comment, comprehension, screening } from "./briefing.js";
import { tellDisplay } from "./display.js";
import { goodbye } from "./ending.js";
import { Outbox } from "./outbox.js";
import { Pictures } from "./pictures.js";
import { instructions, practice } from "./practice.js";
import { bar, progress, standing, timeLeft, took } from "./progress.js";
import { ask, clear } from "./question.js";
import { Blind, Busy, Queue } from "./queue.js";
import { Server, sleep } from "./server.js";
import { Over, end, lastWord, notice, patiently, pressed, rephrase, screen, stop, waiting } from "./screens.js";
import { Storage } from "./storage.js";
import { calibrate } from "./size.js";
import { takeTurn } from "./tabs.js";
import { say, speak, study } from "./texts.js";

const SEND_FIRST_MS = 3000;
const MOST_TROUBLES = 5;
const byId = (id) => document.getElementById(id);
const query = Object.fromEntries(new URLSearchParams(location.search));

const server = new Server(enter, connection);
const pictures = new Pictures();
let storage, outbox, queue;
let language = "";
let troubles = 0;
// The answer that may be taken back, and how often that is still possible; after a reload the first undo tells.
let last = null;
let undosLeft = study.undos;
let briefing = { kinds: study.kinds, screening: [], comprehension: false, comment: false };

// ---- entering

// The language that was chosen before, else the browser's; buttons at the foot of the page change it.
async function settleLanguage() {
  const kept = await storage.get("language");
  changeLanguage(study.languages.includes(kept) ? kept : study.language);
  for (const button of document.querySelectorAll("[data-language]")) {
    button.onclick = () => {
      changeLanguage(button.dataset.language);
      document.querySelector("[data-language]:not([hidden])").focus();
      storage.set("language", language);
    };
  }
}

function changeLanguage(chosen) {
  language = chosen;
  speak(language);
  for (const button of document.querySelectorAll("[data-language]")) button.hidden = button.dataset.language === language;
  const text = document.querySelector(`template[data-consent="${language}"]`);
  byId("consent-text").replaceChildren(text.content.cloneNode(true));
  rephrase();
}

async function consent() {
  const readAgain = (await storage.get("agreed")) !== study.consent;
  while (readAgain) {
    screen("consent");
    const button = await pressed("#agree, #decline");
    if (button.id === "agree") break;
    await notice("declined", { button: "declined.again", way: study.ways.declined });
  }
  await storage.set("agreed", study.consent);
  return readAgain;
}

// A token for this person. Whoever has entered before is the same person again.
async function enter() {
  try {
    const found = await server.insist("enter", { platform: study.platform, query, language, consent: study.consent });
    server.token = found.token;
    await storage.set("token", found.token);
    progress(found.progress);
    return found;
  } catch (error) {
    if (error.code === "consent") {
      await storage.forget("agreed");
      await notice("changed", { button: "page.reload" });
      location.reload();
      return stop();
    }
    if (error.code === "busy") return comeBack();
    if (["closed", "full", "refused", "preview"].includes(error.code)) {
      return end(error.code, { more: error.code === "refused" ? error.message : "", way: study.ways[error.code] });
    }
    throw error;
  }
}

// All places are held by others at the moment.
async function comeBack() {
  bar(false);
  await notice("busy", { button: "busy.again" });
  location.reload();
  return stop();
}

async function visitor() {
  const random = crypto.getRandomValues(new Uint8Array(18));
  const fresh = btoa(String.fromCharCode(...random)).replaceAll("+", "-").replaceAll("/", "_");
  // Where the browser keeps nothing the tab's history does; never the address, which can be passed on.
  query.visitor = await storage.getOrSet("visitor", history.state?.visitor ?? fresh);
  if (!storage.durable) history.replaceState({ visitor: query.visitor }, "");
}

// Tell how the connection is, without taking a question away.
function connection() {
  const unsent = outbox?.count ?? 0;
  byId("line").textContent = server.trouble && unsent ? say("wait.unsent", { count: unsent }) : "";
  waiting(server.trouble, unsent, storage?.durable ?? false);
}

// ---- questions

async function answerAll() {
  let sinceBreak = 0;
  for (;;) {
    const next = await patiently(queue.next());
    if (!next) return;
    const { question } = next;
    if (queue.attention === "warn" && !(await storage.get("warned"))) {
      await storage.set("warned", true);
      await notice("attention", { button: "page.continue" });
    }
    const before = await storage.get("kind");
    if (before !== question.kind) await storage.set("kind", question.kind);
    if (before && before !== question.kind && !(await storage.get(`seen-${question.kind}`))) {
      await notice("change", { text: `change.${question.kind}`, button: "page.continue" });
    } else if (study.breakEvery && sinceBreak >= study.breakEvery) {
      sinceBreak = 0;
      await rest("break");
    }
    await storage.set(`seen-${question.kind}`, true);
    sinceBreak += (await answer(next)) ? 1 : -1;
  }
}

// Put a question; false if the answer before it was taken back instead.
async function answer(next) {
  const begin = performance.now();
  const { question } = next;
  bar(true);
  screen("question");
  byId("live").textContent = byId("number").textContent;
  const { choice, ms, shown, undo } = await ask(next, study.lockout, { undo: last !== null });
  tellDisplay(server);
  if (undo) {
    await takeBack(question);
    return false;
  }
  // On the disk before anything moves on; without a disk, at the server.
  const { lease, attempt } = question;
  await outbox.put({ lease, choice, ms, attempt, ...(shown.clips.length > 0 && { shown }) });
  last = undosLeft === 0 ? null : { lease, attempt };
  queue.answered(question.lease);
  standing.answered += 1;
  if (ms !== null) took(performance.now() - begin);
  await clear(question.kind);
  if (!storage.durable) await patiently(outbox.empty());
  return true;
}

// Take the last answer back and ask its question once more, then the one that is shown now.
async function takeBack(now) {
  await clear(now.kind);
  queue.putBack(now);
  const found = await patiently(outbox.empty().then(() => server.insist("undo", last)));
  last = null;
  undosLeft = found.left;
  if (found.undone) {
    queue.putBack(found.question);
    standing.answered -= 1;
  } else {
    byId("line").textContent = byId("live").textContent = say("question.undo_gone");
  }
}

async function rest(name) {
  bar(true);
  const { answered, total } = standing;
  await notice(name, { values: { answered, total, minutes: timeLeft() }, button: "page.continue" });
}

async function finish() {
  for (;;) {
    const found = await patiently(outbox.empty().then(() => server.insist("finish", { query })), "finish");
    progress(found.progress);
    if (found.done) return found;
    // Something is still to be asked after all.
    await sleep(1000);
    await answerAll();
  }
}

// ---- leaving

async function leave() {
  await storage.set("leaving", true);
  byId("leave").hidden = true;
  bar(false);
  lastWord("leave", { title: "leave.going_title", text: "leave.going" });
  await outbox.discard();
  const way = await server.insist("withdraw", { query });
  for (const key of ["leaving", "token", "agreed", "practised"]) await storage.forget(key);
  await storage.set("left", true);
  end("leave", { title: "leave.done_title", text: "leave.done", way });
}

function offerToLeave() {
  const dialog = byId("leaving");
  byId("leave").hidden = false;
  byId("leave").onclick = () => dialog.showModal();
  byId("stay").onclick = () => dialog.close();
  byId("leave-now").onclick = () => {
    dialog.close();
    guarded(leave);
  };
}

// ---- what happens beside

function stayInTouch() {
  const beat = () => {
    if (document.hidden && !queue.open) return;
    server.askAsPerson("heartbeat", {}).then((found) => progress(found.progress)).catch(() => {});
  };
  setInterval(beat, study.heartbeat);
  let away = 0;
  const back = () => {
    outbox.send();
    beat();
    // After a long time others may have got the questions that were kept for this page.
    if (performance.now() - away > study.heartbeat && queue.open) queue.refill().catch(() => {});
  };
  addEventListener("online", back);
  addEventListener("pageshow", (event) => event.persisted && back());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) away = performance.now();
    else back();
  });
  addEventListener("beforeunload", (event) => {
    if (!storage.durable && outbox.count > 0) event.preventDefault();
  });
}

function report(kind, detail) {
  troubles += 1;
  if (troubles > MOST_TROUBLES || !server.token) return;
  server.ask("trouble", { kind, detail: String(detail).slice(0, 500) }).catch(() => {});
}

function failed(error) {
  if (error instanceof Over) return;
  if (error instanceof Busy) {
    comeBack();
    return;
  }
  if (error instanceof Blind) {
    report("pictures", error.message);
    notice("pictures", { button: "pictures.again" }).then(() => location.reload());
    return;
  }
  report("script", `${error?.message} ${error?.stack ?? ""}`);
  notice("failed", { button: "page.reload" }).then(() => location.reload());
}

async function guarded(work) {
  try {
    await work();
  } catch (error) {
    failed(error);
  }
}

// How far the person is, with what the last visit left in the outbox.
async function catchUp() {
  const left = await outbox.leases();
  if (left.length > 0) await patiently(Promise.race([outbox.empty(), sleep(SEND_FIRST_MS)]));
  if (left.length > 0 || standing.state === "") progress((await patiently(server.insist("heartbeat", {}))).progress);
  standing.answered += outbox.count;
}

// ---- the way

async function prepare() {
  storage = await Storage.open(`mien-study-${study.key}`);
  const here = location.hash === "#here";
  if (here) history.replaceState(history.state, "", location.pathname + location.search);
  await settleLanguage();
  await takeTurn(`mien-study-${study.key}`, {
    now: here,
    elsewhere: (take) => notice("elsewhere", { button: "elsewhere.here" }).then(take),
    lost,
  });
  outbox = new Outbox(storage, server, connection, (answer, error) => {
    queue.again(answer.lease);
    report("refused", `${answer.lease}: ${error.message}`);
  });
  queue = new Queue(server, outbox, pictures, progress);
  if (study.visitor) await visitor();
}

function lost() {
  server.halt();
  outbox?.halt();
  byId("leave").hidden = true;
  bar(false);
  lastWord("elsewhere", { button: "elsewhere.here" });
  byId("notice-button").onclick = () => {
    history.replaceState(history.state, "", "#here");
    location.reload();
  };
}

async function way() {
  if (study.refused) end("refused", { more: study.refused });
  await prepare();
  if (await storage.get("left")) end("leave", { title: "leave.done_title", text: "leave.done" });
  server.token = (await storage.get("token")) ?? "";
  if (!server.token && study.opening !== "open" && !(await storage.get("agreed"))) {
    if (study.opening === "busy") return comeBack();
    end(study.opening, { way: study.ways[study.opening] });
  }
  if (study.preview) return preview();
  if (await storage.get("leaving")) return leave();
  const agreedNow = await consent();
  if (agreedNow || !server.token) await patiently(enter());
  offerToLeave();
  stayInTouch();
  await catchUp();
  if (standing.state === "finished") return goodbye(await finish());
  if (standing.answered > 0) await rest("resume");
  briefing = await patiently(server.insist("briefing", {}));
  if (!(await screening(server, briefing.screening))) return screenedOut("screening.out");
  await calibrate(storage);
  if (standing.answered === 0 && !(await storage.get("practised"))) {
    await instructions(briefing);
    if (!briefing.comprehension) queue.refill().catch(() => {});
    await practice(server, pictures, storage);
  }
  if (briefing.comprehension && !(await comprehension(server, () => instructions(briefing)))) return screenedOut("comprehension.out");
  await answerAll();
  if (queue.attention === "end") return screenedOut("attention.out");
  if (briefing.comment) await comment(server);
  goodbye(await finish());
}

// The way ends before its end. What somebody gets for it is said by the server.
async function screenedOut(text) {
  const found = await patiently(server.insist("finish", { query }), "finish");
  if (found.code) await notice("screened", { text, button: "page.continue" });
  else end("screened", { text });
  goodbye(found);
}

function preview() {
  byId("preview-note").hidden = false;
  byId("consent-actions").hidden = true;
  screen("consent");
}

guarded(way);
