import ts from "typescript";
import { isReference, useOf, type Use } from "./uses";

/** A function's text, read. */
export interface Source {
  /** An expression that gives the function. */
  readonly expression: string;
  readonly kind: "arrow" | "function" | "class";
  /** Variables that it does not declare. */
  readonly free: ReadonlyMap<string, readonly Use[]>;
  /** `this`, `super`, `arguments`, `new.target` where the function gets them from outside. */
  readonly outer?: string;
  /** The texts of a class's methods and accessors by name: `name`, `static name`, `[Symbol.iterator]`. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** What cannot be taken out of its text. */
  readonly problem?: string;
}

/** Reads a function's text, as `toString` gives it; throws when it is no JavaScript. */
export function readSource(text: string): Source {
  const asExpression = parse(`(${text})`);
  if (asExpression !== undefined) {
    const statement = asExpression.file.statements[0];
    const outer =
      statement && ts.isExpressionStatement(statement) ? statement.expression : undefined;
    const node = outer && ts.isParenthesizedExpression(outer) ? outer.expression : undefined;
    if (node && ts.isArrowFunction(node)) return read(asExpression, node, "arrow", `(${text})`);
    if (node && ts.isFunctionExpression(node))
      return read(asExpression, node, "function", `(${text})`);
    if (node && ts.isClassExpression(node)) return readClass(asExpression, node);
  }
  return readMethod(text);
}

interface Parsed {
  readonly file: ts.SourceFile;
  readonly checker: ts.TypeChecker;
}

const options: ts.CompilerOptions = {
  noLib: true,
  noResolve: true,
  allowJs: true,
  types: [],
  target: ts.ScriptTarget.ESNext,
};

function parse(text: string): Parsed | undefined {
  const name = "callback.js";
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  const host: ts.CompilerHost = {
    getSourceFile: (path) => (path === name ? file : undefined),
    getDefaultLibFileName: () => "lib.d.ts",
    writeFile: () => undefined,
    getCurrentDirectory: () => "/",
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => "\n",
    fileExists: (path) => path === name,
    readFile: () => undefined,
  };
  const program = ts.createProgram([name], options, host);
  if (program.getSyntacticDiagnostics(file).length > 0) return undefined;
  return { file, checker: program.getTypeChecker() };
}

/** A method, getter or setter is a function only within an object. */
function readMethod(text: string): Source {
  const parsed = parse(`({${text}})`);
  const statement = parsed?.file.statements[0];
  const outer = statement && ts.isExpressionStatement(statement) ? statement.expression : undefined;
  const literal = outer && ts.isParenthesizedExpression(outer) ? outer.expression : undefined;
  const node = literal && ts.isObjectLiteralExpression(literal) ? literal.properties[0] : undefined;
  if (
    parsed === undefined ||
    node === undefined ||
    !(ts.isMethodDeclaration(node) || ts.isAccessor(node))
  )
    throw new Error(`its text cannot be read: ${text.slice(0, 60)}`);
  const start = node.name.getStart(parsed.file);
  const whole = parsed.file.text;
  // The name may be computed, of what is not there; no method sees its own name.
  const renamed = `${whole.slice(0, start)}method${whole.slice(node.name.end)}`;
  const accessor = ts.isGetAccessor(node) ? "get" : ts.isSetAccessor(node) ? "set" : undefined;
  const expression =
    accessor === undefined
      ? `(${renamed}).method`
      : `Object.getOwnPropertyDescriptor(${renamed}, "method").${accessor}`;
  return read(parsed, node, "function", expression);
}

/** Stands for the class that another one extends. */
export const PARENT = "$parent";

/**
 * A class without what was evaluated once, when it was defined: static fields and blocks, computed
 * names, and which class it extends.
 */
function readClass(parsed: Parsed, node: ts.ClassExpression): Source {
  const members = new Map<string, string[]>();
  const replaced: { readonly node: ts.Node; readonly by: string }[] = [];
  let problem: string | undefined;
  for (const member of node.members) {
    const isStatic = (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0;
    const field = ts.isPropertyDeclaration(member);
    const computed = member.name !== undefined && isComputed(member.name);
    if (isStatic && member.name !== undefined && ts.isPrivateIdentifier(member.name) && field)
      problem = `has a private static field, ${member.name.text}`;
    else if (!isStatic && field && computed) problem = "has a field with a computed name";
    if (ts.isClassStaticBlockDeclaration(member) || (isStatic && field) || computed)
      replaced.push({ node: member, by: ";" });
    else if (member.name !== undefined && !field) {
      const name = `${isStatic ? "static " : ""}${nameOf(member.name)}`;
      members.set(name, [...(members.get(name) ?? []), member.getText()]);
    }
  }
  const parent = node.heritageClauses?.[0]?.types[0];
  if (parent !== undefined && parent.expression.kind !== ts.SyntaxKind.NullKeyword)
    replaced.unshift({ node: parent, by: PARENT });
  let text = parsed.file.text;
  for (const { node: old, by } of [...replaced].reverse())
    text = text.slice(0, old.getStart()) + by + text.slice(old.end);
  const skipped = new Set(replaced.map((each) => each.node));
  const source = read(parsed, node, "class", text, skipped);
  return { ...source, members, ...(problem !== undefined && { problem }) };
}

/** All but a text, a number, and the likes of Symbol.iterator. */
function isComputed(name: ts.PropertyName): boolean {
  if (!ts.isComputedPropertyName(name)) return false;
  const { expression } = name;
  const wellKnown = /^Symbol\.\w+$/.test(expression.getText());
  return !wellKnown && !ts.isStringLiteralLike(expression) && !ts.isNumericLiteral(expression);
}

function nameOf(name: ts.PropertyName): string {
  if (!ts.isComputedPropertyName(name)) return name.text;
  const { expression } = name;
  return ts.isLiteralExpression(expression) ? expression.text : `[${expression.getText()}]`;
}

function read(
  parsed: Parsed,
  node: ts.Node,
  kind: Source["kind"],
  expression: string,
  skipped: ReadonlySet<ts.Node> = new Set(),
): Source {
  const free = new Map<string, Use[]>();
  const outside: string[] = [];
  const visit = (current: ts.Node, thisIs: "own" | "outer" | "inner"): void => {
    if (skipped.has(current)) return;
    if (current.kind === ts.SyntaxKind.ThisKeyword) {
      if (thisIs === "outer") outside.push(["this", ...useOf(current).chain].join("."));
    }
    if (current.kind === ts.SyntaxKind.SuperKeyword && kind !== "class" && thisIs !== "inner")
      outside.push("super");
    if (ts.isMetaProperty(current) && thisIs === "outer") outside.push("new.target");
    if (ts.isIdentifier(current) && isReference(current)) note(current, thisIs);
    ts.forEachChild(current, (child) => {
      visit(child, scopeOf(child, current, thisIs));
    });
  };
  const note = (name: ts.Identifier, thisIs: string): void => {
    if (name.text === "arguments" && thisIs !== "outer") return;
    if (name.text === "undefined" || isDeclared(parsed, name)) return;
    if (name.text === "arguments") outside.push("arguments");
    else free.set(name.text, [...(free.get(name.text) ?? []), useOf(name)]);
  };
  // An arrow takes `this` from around it, a function from its caller, a class's members their own.
  visit(node, kind === "arrow" ? "outer" : kind === "class" ? "inner" : "own");
  const [outer] = outside;
  return {
    expression,
    kind,
    free,
    members: new Map(),
    ...(outer !== undefined && { outer }),
  };
}

function scopeOf(
  child: ts.Node,
  parent: ts.Node,
  thisIs: "own" | "outer" | "inner",
): "own" | "outer" | "inner" {
  const whole = ts.isParenthesizedExpression(parent) || ts.isExpressionStatement(parent);
  if (whole) return thisIs;
  const own =
    ts.isFunctionDeclaration(child) ||
    ts.isFunctionExpression(child) ||
    ts.isMethodDeclaration(child) ||
    ts.isAccessor(child) ||
    ts.isConstructorDeclaration(child) ||
    ts.isPropertyDeclaration(child) ||
    ts.isClassStaticBlockDeclaration(child);
  return own ? "inner" : thisIs;
}

function isDeclared({ checker, file }: Parsed, name: ts.Identifier): boolean {
  const symbol = ts.isShorthandPropertyAssignment(name.parent)
    ? checker.getShorthandAssignmentValueSymbol(name.parent)
    : checker.getSymbolAtLocation(name);
  return symbol?.declarations?.some((declaration) => declaration.getSourceFile() === file) === true;
}
