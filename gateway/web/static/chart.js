// The temperature curves of a fridge: mean with its extremes, the 2-8 °C band, unknown time hatched.
(() => {
  "use strict";
  const box = document.getElementById("chart");
  if (!box || !window.uPlot) return;
  const LOW = 2, HIGH = 8, HEIGHT = 280;
  const RELOAD_MS = 15000; // a reading is logged every minute
  const DASHES = [[], [8, 4], [2, 3]]; // sensors differ by dash as well as by colour
  const lang = document.documentElement.lang === "en" ? "en-GB" : "fr-FR";
  const degrees = new Intl.NumberFormat(lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  const day = new Intl.DateTimeFormat(lang, { weekday: "short", day: "numeric", month: "numeric" });
  const minutes = (date) => String(date.getMinutes()).padStart(2, "0");
  const hour = (date) => lang === "en-GB" ? `${date.getHours()}:${minutes(date)}`
    : `${date.getHours()}\u00a0h${date.getMinutes() ? `\u00a0${minutes(date)}` : ""}`;
  let plot, data, loadedAt = 0;

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // The wall clock of the site, whatever the reader's own zone: uPlot reads the local fields of this date.
  function siteDate(at) {
    const offset = data.offsets.findLast(([from]) => from <= at) ?? data.offsets[0];
    return uPlot.tzDate(new Date((at + offset[1]) * 1000), "Etc/UTC");
  }

  function curves() {
    return uPlot.join(data.curves.map((curve) => [curve.at, curve.mean, curve.low, curve.high]));
  }

  function series() {
    const value = (_, mc) => (mc == null ? "—" : `${degrees.format(mc)} °C`);
    const list = [{ value: (_, at) => (at == null ? "—" : `${day.format(siteDate(at))} ${hour(siteDate(at))}`), label: box.dataset.moment }];
    data.curves.forEach((curve, i) => {
      const stroke = colour(`--curve-${(i % 3) + 1}`);
      const edge = { stroke: "transparent", points: { show: false }, class: "edge", value };
      list.push({ label: curve.sensor, stroke, width: 2, dash: DASHES[i % 3], points: { show: false }, value });
      list.push({ ...edge, label: `${curve.sensor} min` }, { ...edge, label: `${curve.sensor} max` });
    });
    return list;
  }

  function bands() {
    return data.curves.map((_, i) => ({ series: [i * 3 + 3, i * 3 + 2], fill: `${colour(`--curve-${(i % 3) + 1}`)}26` }));
  }

  function range(_, low, high) {
    return [Math.min(0, (low ?? 0) - 0.5, ...data.limits), Math.max(10, (high ?? 0) + 0.5, ...data.limits)];
  }

  function background(u) {
    const { ctx, bbox } = u;
    const top = u.valToPos(HIGH, "y", true), bottom = u.valToPos(LOW, "y", true);
    ctx.save();
    ctx.fillStyle = colour("--band");
    ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
    ctx.fillStyle = colour("--ok");
    ctx.font = `${13 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.fillText(box.dataset.range, bbox.left + 8 * devicePixelRatio, top + 18 * devicePixelRatio);
    if (data.episode) {
      const [from, to] = data.episode.map((at) => u.valToPos(at, "x", true));
      ctx.fillStyle = colour("--episode");
      ctx.fillRect(from, bbox.top, to - from, bbox.height);
    }
    for (const [from, to] of data.gaps) hatch(u, u.valToPos(from, "x", true), u.valToPos(to, "x", true));
    ctx.restore();
  }

  function limits(u) {
    const { ctx, bbox } = u;
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = colour("--alarm");
    ctx.lineWidth = 1.5 * devicePixelRatio;
    ctx.setLineDash([6 * devicePixelRatio, 4 * devicePixelRatio]);
    ctx.font = `${13 * devicePixelRatio}px system-ui, sans-serif`;
    ctx.textAlign = "right";
    ctx.textBaseline = "alphabetic";
    for (const limit of data.limits) {
      const y = u.valToPos(limit, "y", true);
      ctx.beginPath();
      ctx.moveTo(bbox.left, y);
      ctx.lineTo(bbox.left + bbox.width, y);
      ctx.stroke();
      ctx.fillText(`${box.dataset.limit} ${degrees.format(limit)} °C`, bbox.left + bbox.width - 6, y - 5 * devicePixelRatio);
    }
    ctx.restore();
  }

  function hatch(u, from, to) {
    const { ctx, bbox } = u, step = 9 * devicePixelRatio;
    ctx.save();
    ctx.beginPath();
    ctx.rect(from, bbox.top, to - from, bbox.height);
    ctx.clip();
    ctx.strokeStyle = colour("--hatch");
    ctx.lineWidth = devicePixelRatio;
    ctx.beginPath();
    for (let x = from - bbox.height; x < to; x += step) {
      ctx.moveTo(x, bbox.top + bbox.height);
      ctx.lineTo(x + bbox.height, bbox.top);
    }
    ctx.stroke();
    const width = ctx.measureText(box.dataset.unknown).width;
    if (width + step < to - from) {
      const middle = (from + to - width) / 2, foot = bbox.top + bbox.height - 10 * devicePixelRatio;
      ctx.fillStyle = colour("--panel");
      ctx.fillRect(middle - 4, foot - 14 * devicePixelRatio, width + 8, 18 * devicePixelRatio);
      ctx.fillStyle = colour("--silent");
      ctx.fillText(box.dataset.unknown, middle, foot);
    }
    ctx.restore();
  }

  function options() {
    const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false } };
    const long = data.end - data.start > 2 * 86400;
    const steps = data.end - data.start > 7200 ? [3600, 7200, 10800, 14400, 21600] : [300, 600, 900, 1200];
    const ticks = (_, values) => values.map((at) => (long ? day.format(siteDate(at)) : hour(siteDate(at))));
    return {
      width: box.clientWidth - 8,
      height: HEIGHT,
      tzDate: siteDate,
      scales: { x: { min: data.start, max: data.end }, y: { range } },
      cursor: { drag: { x: false, y: false }, points: { size: 7 } },
      axes: [{ ...axis, values: ticks, space: long ? 78 : 56, incrs: long ? [86400] : steps },
             { ...axis, values: (_, values) => values.map((value) => `${value} °C`), size: 58, incrs: [1, 2, 5, 10] }],
      series: series(),
      bands: bands(),
      hooks: { drawClear: [background], draw: [limits] },
    };
  }

  function update() {
    if (plot?.series.length !== 1 + 3 * data.curves.length) return draw();
    plot.setData(curves(), false);
    plot.setScale("x", { min: data.start, max: data.end });
  }

  function draw() {
    plot?.destroy();
    plot = undefined;
    box.replaceChildren();
    if (data.curves.every((curve) => curve.mean.every((value) => value == null))) {
      const message = document.createElement("p");
      message.className = "message";
      message.textContent = box.dataset.empty;
      box.append(message);
      return;
    }
    plot = new uPlot(options(), curves(), box);
    plot.setScale("x", { min: data.start, max: data.end });
  }

  async function load() {
    if (Date.now() - loadedAt < RELOAD_MS) return;
    loadedAt = Date.now();
    try {
      const answer = await fetch(box.dataset.points, { cache: "no-store" });
      if (!answer.ok) return; // the page itself says that it is out of date
      data = await answer.json();
      update();
      box.dataset.drawn = String(data.end);
    } catch {
      return; // the same
    }
  }

  let width = innerWidth;
  addEventListener("resize", () => { if (innerWidth !== width && data) { width = innerWidth; draw(); } });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => data && draw());
  document.addEventListener("vigifroid:swapped", load);
  load();
})();
