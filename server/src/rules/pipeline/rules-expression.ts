/** pipeline/rules-expression: an expression in `rules:if` that GitLab refuses, or reads as something else. */
import { compilePattern, isPatternText } from '../../gitlab/pattern.ts';
import { jobConditions, pipelineConditions } from '../../gitlab/conditions.ts';
import { walkExpression, type ExpressionProblem, type Operation } from '../../gitlab/expression.ts';
import { parseExpression } from '../../gitlab/parse-expression.ts';
import { span, textOf, type Span } from '../../text/span.ts';
import type { ScalarNode } from '../../yaml/node.ts';
import { sourceOffset, spanInScalar } from '../../yaml/scalar-map.ts';
import { checkOf, defineRule, replaceFix, type Fix, type Report } from '../rule.ts';

/** It loads RE2. */
export const isLoadedLate = true;

const ofPipeline = checkOf('pipeline', ({ pipeline }, report) => {
  for (const condition of pipelineConditions(pipeline)) check(condition, report);
});

export const rule = defineRule(
  {
    id: 'pipeline/rules-expression',
    severity: 'error',
    summary: 'An expression in `rules:if` that GitLab refuses, or reads in another way than it looks.',
    scope: 'job',
    check(job, report) {
      for (const condition of jobConditions(job)) check(condition, report);
    },
  },
  [ofPipeline],
);

function check(condition: ScalarNode, report: (report: Report) => void): void {
  // Inputs may put any text in; quotes around them included.
  if (condition.value.includes('$[[')) return;
  const { root, problems, text } = parseExpression(condition.value);
  const [first] = problems;
  if (first) {
    report(problemReport(first, condition, text));
    return;
  }
  walkExpression(root, (part) => {
    if (part.kind === 'pattern') {
      const { error } = compilePattern(part.source);
      if (error !== undefined)
        report({
          at: spanInScalar(condition, part.start, part.end),
          message: `GitLab refuses the pipeline: \`${part.source}\` is no regular expression of RE2 (${error}).${advice(part.source)}`,
        });
    } else if (part.kind === 'operation') checkOperation(part, condition, report);
  });
}

/** What RE2 does not know, and Ruby and JavaScript do. */
function advice(source: string): string {
  if (/\(\?<?[!=]/.test(source))
    return ' RE2 has no look-ahead and look-behind: write a second condition with `!~` instead.';
  return /\\[1-9]/.test(source) ? ' RE2 has no back-references.' : '';
}

function checkOperation(
  { operator, left, right }: Operation,
  condition: ScalarNode,
  report: (report: Report) => void,
): void {
  if ((operator === '==' || operator === '!=') && (right.kind === 'pattern' || left.kind === 'pattern')) {
    const at = operatorSpan(condition, left.end, operator);
    const wanted = operator === '==' ? '=~' : '!~';
    report({
      at,
      severity: 'warning',
      message: `\`${operator}\` compares letter by letter, so this is always ${operator === '==' ? 'false' : 'true'}: a pattern is matched by \`${wanted}\`.`,
      fixes: right.kind === 'pattern' ? [replaceFix(`Change to \`${wanted}\``, at, wanted)] : [],
    });
  }
  if ((operator === '=~' || operator === '!~') && right.kind === 'string' && !isPatternText(right.value))
    report({
      at: spanInScalar(condition, right.start, right.end),
      severity: 'warning',
      message: `The right side of \`${operator}\` is a text, not a pattern: GitLab then asks whether this text contains the left side. Write the pattern between slashes, \`/${right.value}/\`.`,
    });
}

function operatorSpan(condition: ScalarNode, from: number, operator: string): Span {
  const start = condition.value.indexOf(operator, from);
  return spanInScalar(condition, start, start + operator.length);
}

function problemReport(problem: ExpressionProblem, condition: ScalarNode, text: string): Report {
  const { start, end, replacement } = problem;
  const at =
    start === end
      ? span(condition.segment, condition.start, condition.end)
      : spanInScalar(condition, start, end);
  return {
    at,
    message: `GitLab refuses the pipeline: ${explain(problem, text.slice(start, end))}`,
    fixes: replacement === undefined ? [] : fixes(condition, problem, at),
  };
}

function fixes(condition: ScalarNode, problem: ExpressionProblem, at: Span): Fix[] {
  const replacement = quotesFor(condition, problem.replacement!);
  // Where the text stands in another form than it is read (escapes, folds), an edit could hit the wrong letters.
  if (replacement === undefined || textOf(at) !== condition.value.slice(problem.start, problem.end))
    return [];
  if (sourceOffset(condition, problem.end) < at.end) return [];
  const title = problem.code === 'bare-word' ? 'Quote it' : `Change to \`${replacement}\``;
  return [replaceFix(title, at, replacement)];
}

/** Quotes that do not end the scalar around them. */
function quotesFor(condition: ScalarNode, replacement: string): string | undefined {
  if (condition.style !== 'double' || !replacement.includes('"')) return replacement;
  return replacement.includes("'") ? undefined : replacement.replaceAll('"', "'");
}

function explain({ code, replacement }: ExpressionProblem, written: string): string {
  switch (code) {
    case 'bare-word':
      return `\`${written}\` is neither a variable (\`$NAME\`) nor a text in quotes. Quote it.`;
    case 'single-equals':
      return '`=` is no operator. Write `==`.';
    case 'braces':
      return `\`${written}\` is read by shells, not here. Write \`${replacement}\`.`;
    case 'operator':
      return `\`${written}\` is no operator. Write \`${replacement}\`.`;
    case 'negation':
      return `\`${written}\` is no operator. Compare instead: \`$NAME == null\`, \`$NAME != "true"\`.`;
    case 'unclosed-string':
      return `the text \`${written}\` has no closing quote.`;
    case 'unclosed-pattern':
      return `the pattern \`${written}\` has no closing slash.`;
    case 'slash-in-pattern':
      return `a slash ends the pattern, so \`${written.slice(1)}\` is left over. Write \`\\/\` for a slash inside.`;
    case 'short-pattern':
      return `it reads no pattern of a single character, such as \`${written}\`. Compare with a text, or double it: \`/[x]/\`.`;
    case 'missing-operand':
      return `something lacks beside \`${written}\`: a variable, a text in quotes or a pattern.`;
    case 'missing-operator':
      return `there is no operator before \`${written}\`: \`==\`, \`!=\`, \`=~\`, \`!~\`, \`&&\` or \`||\`.`;
    case 'parenthesis':
      return `\`${written}\` has no counterpart.`;
    case 'empty':
      return 'the expression is empty.';
    case 'too-long':
      return 'the expression has more than 100 parts.';
    case 'unknown':
      return `\`${written}\` cannot be read.`;
  }
}
