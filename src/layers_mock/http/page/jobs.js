// Jobs: how far each is, how it ended, and the pictures it made.

import { attribute, byId, copyOf, fill, keyedList, made, say } from "./dom.js";
import { TONE_OF_JOB, capital, count, kind, length, moment, number, plain } from "./words.js";

const SLOW = 1.5;
/** What the page finds when it is opened is no news. */
let isNews = false;

function aboutOf(job, now) {
  const others = job.subject?.others ?? 0;
  const where = [kind(job.kind), others ? `${number(others + 1)} pieces` : "", job.project, `started ${moment(Date.parse(job.startedAt), now)}`];
  return where.filter(Boolean).join(" · ");
}

function titleOf(job) {
  return job.subject?.name?.trim() || job.subject?.id || job.jobId;
}

function etaOf(job, now) {
  if (job.status !== "running") return `${capital(job.status)} ${moment(Date.parse(job.finishedAt), now)}, after ${length((Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000)}`;
  if (job.etaSeconds === null) return "Hangs: no end in sight";
  const slow = job.pace >= SLOW ? `, ${number(job.pace)} times slower than usual` : "";
  return `${length(job.etaSeconds)} left${slow}`;
}

function pictureOf(picture, place, total, name) {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const image = document.createElement("img");
  const what = picture.kind === "video" ? "Clip" : "Picture";
  link.href = picture.url;
  link.target = "_blank";
  link.rel = "noopener";
  link.dataset.kind = picture.kind;
  image.src = picture.thumbnailUrl;
  image.alt = `${what} ${place + 1} of ${total}: ${name}`;
  image.loading = "lazy";
  image.decoding = "async";
  link.append(image);
  item.append(link);
  return item;
}

function showPictures(element, job) {
  const list = element.querySelector(".pictures");
  const links = job.pictures.map((picture) => picture.url).join(" ");
  if (list.dataset.links === links) return;
  list.dataset.links = links;
  list.hidden = job.pictures.length === 0;
  const pictures = job.pictures.map((picture, place) => pictureOf(picture, place, job.pictureCount, titleOf(job)));
  const more = job.pictureCount - job.pictures.length;
  list.replaceChildren(...pictures, ...(more > 0 ? [made("li", `and ${number(more)} more`, "quiet")] : []));
}

function update(element, { job, now }) {
  const percent = Math.round(job.progress * 100);
  if (element.dataset.status === "running" && job.status !== "running") say(byId("job-news"), `${titleOf(job)}: ${job.status}`);
  element.dataset.status = job.status;
  say(element.querySelector(".name"), titleOf(job));
  const tag = element.querySelector(".status");
  say(tag, job.isCancelRequested && job.status === "running" ? "Canceling" : capital(job.status));
  attribute(tag, "data-tone", TONE_OF_JOB[job.status]);
  say(element.querySelector(".about"), aboutOf(job, now));
  attribute(element.querySelector(".about"), "title", job.jobId);
  const ended = job.status === "running" ? "" : "Ended in ";
  say(element.querySelector(".stage"), capital(`${ended}${plain(job.stage)}, stage ${job.stageNumber} of ${job.stages.length}`));
  say(element.querySelector(".percent"), `${percent} %`);
  const track = element.querySelector(".track");
  attribute(track, "aria-valuenow", percent);
  attribute(track, "aria-label", `Progress: ${titleOf(job)}`);
  fill(track, job.progress);
  // What is completed needs neither bar nor stage: its pictures are there.
  track.hidden = element.querySelector(".stage-line").hidden = job.status === "completed";
  say(element.querySelector(".eta"), etaOf(job, now));
  const fault = element.querySelector(".fault");
  fault.hidden = job.error === null;
  if (job.error !== null) say(fault, `${job.error.code ?? "Failed"}: ${job.error.message ?? "no reason given"}`);
  attribute(fault, "title", job.error === null ? null : fault.textContent);
  showPictures(element, job);
}

const show = keyedList(byId("job-list"), {
  key: (item) => item.job.jobId,
  make({ isNews }) {
    const element = copyOf("job-template");
    element.classList.toggle("new", isNews);
    return element;
  },
  update,
});

/** The newest jobs of an overview. */
export function showJobs(overview) {
  const now = Date.parse(overview.clock.now);
  const total = overview.organizations.reduce((sum, organization) => sum + organization.counts.jobs, 0);
  byId("no-jobs").hidden = overview.jobs.length > 0;
  show(overview.jobs.map((job) => ({ job, now, isNews })));
  isNews = true;
  const more = total - overview.jobs.length;
  say(byId("more-jobs"), more > 0 ? `and ${count(more, "older job")}` : "");
}

/** Whether something moves by itself, so that the page looks more often. */
export const isMoving = (overview) => overview.clock.mode === "real" && overview.jobs.some((job) => job.status === "running");
