//! Tokens to a tree. Every name is checked here, so that a misspelt field is found without any traffic.

use super::QueryError;
use super::fields;
use super::token::{Token, tokens};
use super::value::Function;

/// Deepest nesting of brackets, predicates and calls.
const DEPTH_LIMIT: usize = 32;

/// A node and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expr {
    pub(super) at: usize,
    pub(super) node: Node,
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Number(i128),
    Text(String),
    Bytes(Vec<u8>),
    Truth(bool),
    Path(Path),
    Call(Function, Vec<Expr>),
    Not(Box<Expr>),
    Minus(Box<Expr>),
    Pair(Op, Box<Expr>, Box<Expr>),
}

/// What stands between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    Or,
    And,
    Equal,
    Unequal,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Plus,
    Minus,
    Times,
    Over,
}

/// Where a path begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Root {
    /// Streams: of one connection or of that in scope, of one side or of both.
    Streams {
        /// `conn[k]`.
        connection: Option<u32>,
        /// `c2s`, `s2c` or `both`; none where the object knows its side.
        sides: Option<Sides>,
    },
    /// What the lesson's step is about.
    Focus,
    /// What the user selected.
    Selected,
    /// A field of the thing at hand, or a word.
    Name(String),
}

/// One direction or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sides {
    C2s,
    S2c,
    Both,
}

/// A path.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Path {
    pub(super) root: Root,
    pub(super) steps: Vec<(usize, Step)>,
}

/// One step of a path.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Step {
    /// `.name`
    Name(String),
    /// `header["Name"]`
    Header(String),
    /// `[op=text, masked]`
    Where(Vec<Expr>),
    /// `[0]`, `[-1]`
    Index(i64),
    /// `byte[0]`, `bytes[2..4]`, `bytes[4..]`
    Bytes(i64, Option<i64>),
}

/// Reads a whole expression.
pub(super) fn parse(source: &str) -> Result<Expr, QueryError> {
    let mut parser = Parser { tokens: tokens(source)?, next: 0, depth: 0 };
    let expr = parser.expression()?;
    if *parser.peek() != Token::End {
        return Err(parser.expected("the end of the query"));
    }
    Ok(expr)
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    next: usize,
    depth: usize,
}

const COMPARISONS: [(&str, Op); 6] = [
    ("=", Op::Equal),
    ("!=", Op::Unequal),
    ("<", Op::Less),
    ("<=", Op::LessEqual),
    (">", Op::Greater),
    (">=", Op::GreaterEqual),
];

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.next).map_or(&Token::End, |(_, token)| token)
    }

    fn at(&self) -> usize {
        self.tokens.get(self.next).or_else(|| self.tokens.last()).map_or(0, |(at, _)| *at)
    }

    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.next = (self.next + 1).min(self.tokens.len().saturating_sub(1));
        token
    }

    fn takes(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Token::Sign(found) if *found == sign);
        if found {
            self.take();
        }
        found
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Token::Name(found) if found == word);
        if found {
            self.take();
        }
        found
    }

    fn expected(&self, what: &str) -> QueryError {
        let found = match self.peek() {
            Token::Number(number) => number.to_string(),
            Token::Text(_) => "a text".to_owned(),
            Token::Bytes(_) => "bytes".to_owned(),
            Token::Name(name) => format!("`{name}`"),
            Token::Sign(sign) => format!("`{sign}`"),
            Token::End => "the end".to_owned(),
        };
        QueryError::new(self.at(), format!("expected {what}, found {found}"))
    }

    fn sign(&mut self, sign: &'static str) -> Result<(), QueryError> {
        if self.takes(sign) { Ok(()) } else { Err(self.expected(&format!("`{sign}`"))) }
    }

    fn pair(op: Op, at: usize, left: Expr, right: Expr) -> Expr {
        Expr { at, node: Node::Pair(op, Box::new(left), Box::new(right)) }
    }

    fn expression(&mut self) -> Result<Expr, QueryError> {
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return Err(QueryError::new(self.at(), "this is nested too deeply"));
        }
        let mut left = self.conjunction()?;
        loop {
            let at = self.at();
            if !self.takes_word("or") {
                break;
            }
            left = Self::pair(Op::Or, at, left, self.conjunction()?);
        }
        self.depth -= 1;
        Ok(left)
    }

    fn conjunction(&mut self) -> Result<Expr, QueryError> {
        let mut left = self.negation()?;
        loop {
            let at = self.at();
            if !self.takes_word("and") {
                return Ok(left);
            }
            left = Self::pair(Op::And, at, left, self.negation()?);
        }
    }

    fn negation(&mut self) -> Result<Expr, QueryError> {
        let at = self.at();
        let mut negated = false;
        while self.takes_word("not") {
            negated = !negated;
        }
        let expr = self.comparison()?;
        Ok(if negated { Expr { at, node: Node::Not(Box::new(expr)) } } else { expr })
    }

    fn comparison(&mut self) -> Result<Expr, QueryError> {
        let left = self.sum()?;
        let at = self.at();
        for (sign, op) in COMPARISONS {
            if self.takes(sign) {
                return Ok(Self::pair(op, at, left, self.sum()?));
            }
        }
        Ok(left)
    }

    fn sum(&mut self) -> Result<Expr, QueryError> {
        let mut left = self.product()?;
        loop {
            let at = self.at();
            let op = match self.peek() {
                Token::Sign("+") => Op::Plus,
                Token::Sign("-") => Op::Minus,
                _ => return Ok(left),
            };
            self.take();
            left = Self::pair(op, at, left, self.product()?);
        }
    }

    fn product(&mut self) -> Result<Expr, QueryError> {
        let mut left = self.factor()?;
        loop {
            let at = self.at();
            let op = match self.peek() {
                Token::Sign("*") => Op::Times,
                Token::Sign("/") => Op::Over,
                _ => return Ok(left),
            };
            self.take();
            left = Self::pair(op, at, left, self.factor()?);
        }
    }

    fn factor(&mut self) -> Result<Expr, QueryError> {
        let at = self.at();
        let minus = self.takes("-");
        let mut expr = self.primary()?;
        loop {
            let at = self.at();
            if !self.takes("|") {
                break;
            }
            let Token::Name(name) = self.peek().clone() else { return Err(self.expected("a function")) };
            let function = Function::by_name(&name).ok_or_else(|| self.expected("a function"))?;
            self.take();
            function.check_arguments(at, 1)?;
            expr = Expr { at, node: Node::Call(function, vec![expr]) };
        }
        Ok(if minus { Expr { at, node: Node::Minus(Box::new(expr)) } } else { expr })
    }

    fn primary(&mut self) -> Result<Expr, QueryError> {
        let at = self.at();
        let node = match self.peek().clone() {
            Token::Number(number) => {
                self.take();
                Node::Number(number)
            }
            Token::Text(text) => {
                self.take();
                Node::Text(text)
            }
            Token::Bytes(bytes) => {
                self.take();
                Node::Bytes(bytes)
            }
            Token::Sign("(") => {
                self.take();
                let inner = self.expression()?;
                self.sign(")")?;
                return Ok(inner);
            }
            Token::Name(name) => return self.named(at, &name),
            _ => return Err(self.expected("a value or a path")),
        };
        Ok(Expr { at, node })
    }

    /// A name: a truth value, a call, or the root of a path.
    fn named(&mut self, at: usize, name: &str) -> Result<Expr, QueryError> {
        self.take();
        if name == "true" || name == "false" {
            return Ok(Expr { at, node: Node::Truth(name == "true") });
        }
        if self.takes("(") {
            let unknown = || QueryError::new(at, format!("there is no function `{name}`"));
            let function = Function::by_name(name).ok_or_else(unknown)?;
            let arguments = self.list(")")?;
            function.check_arguments(at, arguments.len())?;
            return Ok(Expr { at, node: Node::Call(function, arguments) });
        }
        let root = self.root(at, name)?;
        let steps = self.steps(&root)?;
        let bare = matches!(root, Root::Streams { .. }) && !matches!(steps.first(), Some((_, Step::Name(_))));
        if bare {
            return Err(
                self.expected("`.frame`, `.message`, `.segment`, `.event`, `.request` or `.response`")
            );
        }
        if let (Root::Streams { .. }, Some((at, Step::Name(object)))) = (&root, steps.first())
            && !fields::OBJECTS.contains(&object.as_str())
        {
            return Err(QueryError::new(*at, format!("`{object}` is no object of a stream")));
        }
        Ok(Expr { at, node: Node::Path(Path { root, steps }) })
    }

    fn list(&mut self, close: &'static str) -> Result<Vec<Expr>, QueryError> {
        let mut items = vec![self.expression()?];
        while self.takes(",") {
            items.push(self.expression()?);
        }
        self.sign(close)?;
        Ok(items)
    }

    fn root(&mut self, at: usize, name: &str) -> Result<Root, QueryError> {
        let sides = |name: &str| match name {
            "c2s" => Some(Sides::C2s),
            "s2c" => Some(Sides::S2c),
            "both" => Some(Sides::Both),
            _ => None,
        };
        match name {
            "focus" => return Ok(Root::Focus),
            "selected" => return Ok(Root::Selected),
            "http" => return Ok(Root::Streams { connection: None, sides: None }),
            // `request` and `response` know their side: step back, so that they are read as the object.
            "request" | "response" => {
                self.next -= 1;
                return Ok(Root::Streams { connection: None, sides: None });
            }
            _ => {}
        }
        if let Some(sides) = sides(name) {
            return Ok(Root::Streams { connection: None, sides: Some(sides) });
        }
        if name == "conn" {
            self.sign("[")?;
            let Token::Number(number) = self.peek().clone() else {
                return Err(self.expected("the number of a connection"));
            };
            let connection =
                u32::try_from(number).map_err(|_| self.expected("the number of a connection"))?;
            self.take();
            self.sign("]")?;
            let after = self.next;
            if self.takes(".")
                && let Token::Name(name) = self.peek().clone()
                && let Some(found) = sides(&name)
            {
                self.take();
                return Ok(Root::Streams { connection: Some(connection), sides: Some(found) });
            }
            self.next = after;
            return Ok(Root::Streams { connection: Some(connection), sides: None });
        }
        if fields::is_field(name) || fields::is_word(name) {
            return Ok(Root::Name(name.to_owned()));
        }
        Err(QueryError::new(at, format!("nothing is called `{name}`")))
    }

    fn steps(&mut self, root: &Root) -> Result<Vec<(usize, Step)>, QueryError> {
        let mut steps = Vec::new();
        // `request…` at the very start has no dot before it.
        if matches!(root, Root::Streams { sides: None, .. })
            && let Token::Name(name) = self.peek().clone()
            && !matches!(self.tokens.get(self.next.wrapping_sub(1)), Some((_, Token::Sign("."))))
        {
            steps.push((self.at(), Step::Name(name)));
            self.take();
        }
        loop {
            let at = self.at();
            if self.takes(".") {
                let at = self.at();
                let step = self.dotted()?;
                // `c2s.http.request` is `c2s.request`.
                if !(steps.is_empty() && step == Step::Name("http".to_owned())) {
                    steps.push((at, step));
                }
            } else if self.takes("[") {
                steps.push((at, self.bracket()?));
            } else {
                return Ok(steps);
            }
        }
    }

    fn dotted(&mut self) -> Result<Step, QueryError> {
        let at = self.at();
        let Token::Name(name) = self.peek().clone() else { return Err(self.expected("the name of a field")) };
        self.take();
        match name.as_str() {
            "header" if self.takes("[") => {
                let Token::Text(header) = self.peek().clone() else {
                    return Err(self.expected("the name of a header in quotes"));
                };
                self.take();
                self.sign("]")?;
                Ok(Step::Header(header))
            }
            "byte" => {
                self.sign("[")?;
                let index = self.integer()?;
                self.sign("]")?;
                Ok(Step::Bytes(index, if index == -1 { None } else { Some(index + 1) }))
            }
            "bytes" if matches!(self.peek(), Token::Sign("[")) => {
                self.sign("[")?;
                let from = self.integer()?;
                self.sign("..")?;
                let to = if matches!(self.peek(), Token::Sign("]")) { None } else { Some(self.integer()?) };
                self.sign("]")?;
                Ok(Step::Bytes(from, to))
            }
            _ if fields::is_field(&name) || fields::OBJECTS.contains(&name.as_str()) || name == "http" => {
                Ok(Step::Name(name))
            }
            _ => Err(QueryError::new(at, format!("there is no field `{name}`"))),
        }
    }

    fn bracket(&mut self) -> Result<Step, QueryError> {
        let whole = |token: Option<&(usize, Token)>| matches!(token, Some((_, Token::Sign("]"))));
        let index = match self.peek() {
            Token::Number(_) => whole(self.tokens.get(self.next + 1)),
            Token::Sign("-") => whole(self.tokens.get(self.next + 2)),
            _ => false,
        };
        if index {
            let index = self.integer()?;
            self.sign("]")?;
            return Ok(Step::Index(index));
        }
        Ok(Step::Where(self.list("]")?))
    }

    fn integer(&mut self) -> Result<i64, QueryError> {
        let minus = self.takes("-");
        let Token::Number(number) = *self.peek() else { return Err(self.expected("a number")) };
        let number = i64::try_from(number).ok().filter(|number| *number < i64::from(u32::MAX));
        let number = number.ok_or_else(|| self.expected("a smaller number"))?;
        self.take();
        Ok(if minus { -number } else { number })
    }
}
