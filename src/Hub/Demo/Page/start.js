"use strict";

let language = localStorage.getItem("hub-language") || (navigator.language.startsWith("zh") ? "zh" : "en");
let state = null;
let opened = new Set();

const words = {
  city: ["市级", "City"], county: ["县级", "County"], township: ["乡镇", "Township"], village: ["村级", "Village"],
  copy: ["复制", "Copy"], copied: ["已复制", "Copied"],
  none: ["还没有消息。转诊患者的结果会自动送回转诊机构。", "Nothing yet. Results of referred patients travel back by themselves."],
  quiet: ["没有模拟流量（--no-traffic）：只有您发送的消息。", "No synthetic traffic (--no-traffic): only what you send."],
  live: ["模拟流量：已确认 {n} 条消息。", "Synthetic traffic: {n} messages acknowledged so far."],
  starting: ["正在启动……", "Starting …"],
  away: ["演示程序没有应答。", "The demo does not answer."],
};
const say = (key) => words[key][language === "zh" ? 0 : 1];

// One element with text; never markup, whatever a message holds.
function make(tag, text, parent) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  if (parent) parent.append(element);
  return element;
}

function copyButton(text, parent) {
  const button = make("button", say("copy"), parent);
  button.type = "button";
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = make("textarea", text, document.body);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    button.textContent = say("copied");
    setTimeout(() => { button.textContent = say("copy"); }, 1500);
  });
}

function command(text, parent) {
  const line = make("div", undefined, parent);
  line.className = "command";
  make("pre", text, line);
  copyButton(text, line);
}

function members() {
  const body = document.getElementById("members");
  body.replaceChildren();
  for (const member of state.members) {
    const row = make("tr", undefined, body);
    make("td", say(member.tier), row);
    const name = make("td", language === "zh" ? member.name : member.nameEn, row);
    make("small", member.id, name);
    make("td", member.facility, row);
    make("td", member.channel ? "mllp://127.0.0.1:" + member.channel.port : "", row);
    make("td", member.channel ? member.channel.charset : "", row);
    make("td", member.receiver ? String(member.receiver.count) : "", row);
    const token = make("td", undefined, row);
    if (member.token) copyButton(member.token, token);
  }
}

function sample(member) {
  const time = new Date(Date.now() + 8 * 3600e3).toISOString().replace(/[-:T]/g, "").slice(0, 14);
  return [
    `MSH|^~\\&|LIS|${member.facility}|HUB|HUB|${time}||ORU^R01^ORU_R01|TRY${time}|P|2.5.1`,
    `PID|1||TRY001^^^${member.facility}^MR||试用患者||19600101|F`,
    "PV1|1|O",
    `OBR|1|TRY${time}|TRY${time}|GLU^葡萄糖^L|||${time}|||||||||||||||${time}||LAB|F`,
    `OBX|1|NM|GLU^葡萄糖^L||6.8|mmol/L^毫摩尔每升^L|3.9-6.1|H|||F|||${time}`,
  ].join("\n");
}

function steps() {
  const list = document.getElementById("steps");
  list.replaceChildren();
  const county = state.members.find((m) => m.tier === "county" && m.channel);
  if (!county || !state.fhir) return;
  const hub = location.origin;
  const token = county.token || "";
  const texts = language === "zh" ? [
    "存一条检验报告，按县医院的 GB18030 发送；收到 AA 表示已落盘。",
    "在 FHIR 接口里查到它。",
    "看它走到了哪里（MSH-10 见上一步的第 10 字段）。",
    "列出最近的消息；打开运行监控看实时数字。",
    "看一条消息如何逐字段转换成 FHIR。",
  ] : [
    "Store a laboratory report and send it as the county hospital would, in GB18030; AA means it is on disk.",
    "Find it through FHIR.",
    "See where it is (MSH-10 is the tenth field of the message above).",
    "List the latest messages; the operations desk shows live figures.",
    "See how a message becomes FHIR, field by field.",
  ];
  const message = sample(county);
  const id = message.split("|")[9];
  const run = "dotnet run --project src/Hub -- ";
  const commands = [
    [`cat > try.hl7 <<'END'\n${message}\nEND`, `${run}send try.hl7 --charset ${county.channel.charset} --to mllp://127.0.0.1:${county.channel.port}`],
    [`curl -H "Authorization: Bearer ${token}" "${state.fhir}/Observation?patient.identifier=TRY001"`],
    [`${run}trace ${id} --hub ${hub}`],
    [`${run}messages --hub ${hub}`, `${hub}/ops`],
    [`${run}convert try.hl7 --explain`],
  ];
  texts.forEach((text, i) => {
    const item = make("li", text, list);
    commands[i].forEach((c) => command(c, item));
  });
}

function arrivals() {
  const place = document.getElementById("arrivals");
  place.replaceChildren();
  const all = state.members
    .flatMap((m) => (m.receiver ? m.receiver.last.map((a) => ({ member: m, ...a })) : []))
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .slice(0, 12);
  if (all.length === 0) make("p", say("none"), place);
  for (const arrival of all) {
    const entry = make("details", undefined, place);
    const key = arrival.member.id + arrival.controlId;
    entry.open = opened.has(key);
    entry.addEventListener("toggle", () => (entry.open ? opened.add(key) : opened.delete(key)));
    const name = language === "zh" ? arrival.member.name : arrival.member.nameEn;
    make("summary", `${new Date(arrival.at).toLocaleTimeString()}  ${arrival.event}  →  ${name}`, entry);
    make("pre", arrival.text, entry);
  }
}

function labels() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.getElementById("language").textContent = language === "zh" ? "English" : "中文";
  for (const element of document.querySelectorAll("[data-zh]")) element.textContent = element.dataset[language];
}

function draw(all) {
  const traffic = document.getElementById("traffic");
  if (!state) return;
  traffic.textContent = !state.ready ? say("starting")
    : state.sent === null ? say("quiet") : say("live").replace("{n}", state.sent);
  members();
  arrivals();
  if (all) steps();
}

async function refresh() {
  const before = state && state.ready;
  try {
    const answer = await fetch("/demo/state");
    state = await answer.json();
    draw(!before || !document.getElementById("steps").hasChildNodes());
  } catch {
    document.getElementById("traffic").textContent = say("away");
  }
  setTimeout(refresh, 2000);
}

document.getElementById("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  localStorage.setItem("hub-language", language);
  labels();
  draw(true);
});
labels();
refresh();
