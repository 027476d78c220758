/** All that generating takes, as one module: it is loaded when somebody first asks for it. */
export { describeApplications } from './describe.ts';
export { isRefusal, makePlan, planImages } from './plan.ts';
export { problemWith, questionsFor } from './questions.ts';
export { settingText } from './settings.ts';
export { readSituation } from './situation.ts';
export { settled } from './settled.ts';
