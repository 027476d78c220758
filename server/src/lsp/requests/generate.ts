/** "Generate K8s pipeline": the questions one by one, and what would be written. The client asks and writes. */
import { ProtocolRequestType } from '../protocol.ts';
import { Utils, URI } from 'vscode-uri';
import type { PositionRange } from '../../text/source-text.ts';
import { SourceText } from '../../text/source-text.ts';
import { Project } from '../../project/project.ts';
import type { PartialAnswers, QuestionId } from '../../scaffold/answers.ts';
import type { Plan, Refusal } from '../../scaffold/plan.ts';
import type { PlannedFile } from '../../scaffold/plan/planned-files.ts';
import type { Question } from '../../scaffold/questions/question.ts';
import type { SettingsVariable } from '../../scaffold/settings.ts';
import type { Situation } from '../../scaffold/situation.ts';
import type { ProtocolFeature } from '../protocol-feature.ts';
import type { Session } from '../session.ts';

export interface GenerateParameters {
  /** URI of the folder. */
  readonly folder: string;
  readonly answers: PartialAnswers;
}

/** All questions that make a difference with these answers; those that are answered keep their place. */
export interface GenerateQuestions {
  /** Why nothing can be generated. */
  readonly refusal?: string;
  /** What was found out, a paragraph for each application. */
  readonly summary?: string;
  /** Whether nothing is missing. */
  readonly isComplete?: boolean;
  readonly questions: readonly Question[];
}

export interface AnswerParameters {
  readonly id: QuestionId;
  readonly value: string;
}

export interface PlannedFileMessage {
  readonly uri: string;
  readonly path: string;
  /** Undefined for a file that is new. */
  readonly before?: string;
  readonly after: string;
  readonly edits: readonly { readonly range: PositionRange; readonly newText: string }[];
}

export interface GeneratePlan {
  readonly refusal?: string;
  readonly files: readonly PlannedFileMessage[];
  readonly settings: readonly (SettingsVariable & { readonly how: string })[];
  readonly remarks: readonly string[];
}

const QUESTIONS = new ProtocolRequestType<GenerateParameters, GenerateQuestions, never, void, void>(
  'pipewright/generate/questions',
);
const CHECK = new ProtocolRequestType<AnswerParameters, string, never, void, void>(
  'pipewright/generate/check',
);
const PLAN = new ProtocolRequestType<GenerateParameters, GeneratePlan, never, void, void>(
  'pipewright/generate/plan',
);

const IMAGE = new ProtocolRequestType<{ readonly folder: string }, GeneratePlan, never, void, void>(
  'pipewright/generate/image',
);

const load = () => import('../../scaffold/generate.ts');

export const generate: ProtocolFeature = {
  register(requests) {
    const { session } = requests;
    requests.on<GenerateParameters, GenerateQuestions>(
      QUESTIONS,
      { needs: 'file' },
      async ({ folder, answers }) => {
        const scaffold = await load();
        const situation = await situationOf(session, folder);
        const plan = await scaffold.makePlan(situation, answers);
        if (scaffold.isRefusal(plan)) return { refusal: plan.refusal, questions: [] };
        return {
          summary: scaffold.describeApplications(situation.applications),
          isComplete: plan.files.length === 0,
          questions: scaffold.questionsFor(situation, answers),
        };
      },
    );
    requests.on<AnswerParameters, string>(CHECK, { needs: 'file' }, async ({ id, value }) => {
      const scaffold = await load();
      return scaffold.problemWith(id, value) ?? '';
    });
    requests.on<GenerateParameters, GeneratePlan>(PLAN, { needs: 'file' }, async ({ folder, answers }) => {
      const { makePlan } = await load();
      return toPlan(folder, await makePlan(await situationOf(session, folder), answers));
    });
    requests.on<{ readonly folder: string }, GeneratePlan>(IMAGE, { needs: 'file' }, async ({ folder }) => {
      const { planImages } = await load();
      return toPlan(folder, planImages(await situationOf(session, folder)));
    });
  },
};

/** The folder as the editor has it now, unsaved documents included. It may be any folder, a project of ours or not. */
async function situationOf(session: Session, folder: string): Promise<Situation> {
  const scaffold = await load();
  const root = folder.replace(/\/+$/, '');
  const project = new Project(session.createFileSystem(root));
  await project.load();
  for (const [uri, document] of session.documents) {
    if (!uri.startsWith(`${root}/`)) continue;
    const path = decodeURIComponent(uri.slice(root.length + 1));
    // An editor keeps a file that was deleted open: it is gone all the same.
    if (project.snapshot().exists(path) !== false) project.setOpen(path, document.getText());
  }
  const name = Utils.basename(URI.parse(root));
  return scaffold.settled(project, (snapshot) => scaffold.readSituation(snapshot, name));
}

async function toPlan(folder: string, plan: Plan | Refusal): Promise<GeneratePlan> {
  const { isRefusal, settingText } = await load();
  if (isRefusal(plan)) return { refusal: plan.refusal, files: [], settings: [], remarks: [] };
  return {
    files: plan.files.map((file) => toMessage(folder, file)),
    settings: plan.settings.map((it) => ({ ...it, how: settingText(it) })),
    remarks: plan.remarks,
  };
}

function toMessage(folder: string, { path, before, after, edits }: PlannedFile): PlannedFileMessage {
  const source = new SourceText(path, before ?? '');
  return {
    uri: Utils.joinPath(URI.parse(folder), path).toString(),
    path,
    ...(before !== undefined && { before }),
    after,
    edits: edits.map(({ range, newText }) => ({ range: source.rangeAt(range), newText })),
  };
}
