import ts from "typescript";

/** How a function uses a variable that it does not declare. */
export interface Use {
  /** The properties read of it, in order: `settings.topic.name` gives ["topic", "name"]. */
  readonly chain: readonly string[];
  /** Whether the last of them is called: then it gets what is before it as `this`. */
  readonly called: boolean;
  /** The text that it is called with, as `require("zlib")` is. */
  readonly argument?: string;
  /** Whether it, or what the chain leads to, is assigned. */
  readonly assigned: boolean;
  /** Whether it stands under `typeof` only, where it need not exist. */
  readonly tentative: boolean;
}

/** Whether an identifier stands for a variable, not for a property, a label or a declaration. */
export function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent)) return parent.initializer === node;
  if (ts.isLabeledStatement(parent) || ts.isBreakOrContinueStatement(parent)) return false;
  if (ts.isMetaProperty(parent)) return false;
  const named = parent as ts.NamedDeclaration;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  return named.name !== node;
}

/** How a variable is used where it stands. */
export function useOf(name: ts.Node): Use {
  const chain: string[] = [];
  let node: ts.Node = name;
  for (;;) {
    const { parent } = node;
    const property = propertyOf(parent, node);
    if (property === undefined) break;
    chain.push(property);
    node = parent;
  }
  const { parent } = node;
  const called =
    chain.length > 0 &&
    ((ts.isCallExpression(parent) && parent.expression === node) ||
      (ts.isTaggedTemplateExpression(parent) && parent.tag === node));
  const tentative = ts.isTypeOfExpression(name.parent);
  const [first] = ts.isCallExpression(parent) && parent.expression === name ? parent.arguments : [];
  const argument = first !== undefined && ts.isStringLiteralLike(first) ? first.text : undefined;
  return {
    chain,
    called,
    assigned: isAssigned(node),
    tentative,
    ...(argument !== undefined && { argument }),
  };
}

function propertyOf(parent: ts.Node, node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
    return ts.isIdentifier(parent.name) ? parent.name.text : undefined;
  }
  const element = ts.isElementAccessExpression(parent) && parent.expression === node;
  return element && ts.isStringLiteralLike(parent.argumentExpression)
    ? parent.argumentExpression.text
    : undefined;
}

function isAssigned(node: ts.Node): boolean {
  const { parent } = node;
  const within = ts.isElementAccessExpression(parent) || ts.isPropertyAccessExpression(parent);
  if (within && parent.expression === node) return isAssigned(parent);
  if (ts.isPrefixUnaryExpression(parent) || ts.isPostfixUnaryExpression(parent)) {
    const { operator } = parent;
    return operator === ts.SyntaxKind.PlusPlusToken || operator === ts.SyntaxKind.MinusMinusToken;
  }
  if (ts.isDeleteExpression(parent)) return true;
  if (ts.isForInStatement(parent) || ts.isForOfStatement(parent))
    return parent.initializer === node;
  if (ts.isBinaryExpression(parent) && parent.left === node) {
    const { kind } = parent.operatorToken;
    if (kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment) return true;
  }
  const pattern =
    ts.isArrayLiteralExpression(parent) ||
    ts.isObjectLiteralExpression(parent) ||
    ts.isSpreadElement(parent) ||
    ts.isSpreadAssignment(parent) ||
    ts.isParenthesizedExpression(parent) ||
    ts.isShorthandPropertyAssignment(parent) ||
    (ts.isPropertyAssignment(parent) && parent.initializer === node);
  // A literal on the left of `=` is a pattern.
  return pattern && isAssigned(parent);
}
