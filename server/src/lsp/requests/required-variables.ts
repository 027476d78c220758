/** The variables that must be set in the project's settings, for the checklist. */
import { ProtocolRequestType, type Location } from '../protocol.ts';
import { toLocation } from '../locations.ts';
import type { ProtocolFeature } from '../protocol-feature.ts';

export interface VariableToSet {
  readonly name: string;
  readonly type: 'variable' | 'file';
  readonly masked: boolean;
  readonly protected: boolean;
  readonly base64: boolean;
  /** Whether `.pipewright.yml` tells of it. */
  readonly declared: boolean;
  readonly notes: readonly string[];
  readonly uses: readonly { readonly job: string; readonly location: Location }[];
}

interface ProjectVariables {
  /** URI of the project's root. */
  readonly root: string;
  readonly variables: readonly VariableToSet[];
}

const type = new ProtocolRequestType<Record<string, never>, readonly ProjectVariables[], never, void, void>(
  'pipewright/requiredVariables',
);

export const requiredVariables: ProtocolFeature = {
  register(requests) {
    requests.on(type, { needs: 'workspace' }, async () => {
      const { requiredVariablesOf } = await import('../../project/required-variables.ts');
      const result: ProjectVariables[] = [];
      for (const project of requests.session.workspace.projects) {
        // Scripts and templates are read when somebody asks for what jobs do.
        void requiredVariablesOf(project.project.snapshot());
        await project.project.settle();
        const snapshot = project.project.snapshot();
        const variables = requiredVariablesOf(snapshot).map((it): VariableToSet => ({
          name: it.name,
          type: it.type,
          masked: it.isMasked,
          protected: it.isProtected,
          base64: it.isBase64,
          declared: it.isDeclared,
          notes: it.notes,
          uses: it.uses.flatMap(({ at, job }) => {
            const place = snapshot.locate(at);
            const location = place && toLocation({ project, snapshot }, place);
            return location ? [{ job: job.name, location }] : [];
          }),
        }));
        if (variables.length > 0) result.push({ root: project.root, variables });
      }
      return result;
    });
  },
};
