using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Language.Binding;

/// <summary>
/// Turns fields and transformers into <see cref="Field"/>s. The same text gives the same object, so that checks on one
/// value can be recognised and joined.
/// </summary>
/// <param name="fields">The fields there are.</param>
internal sealed class ValueBinder(FieldTable fields)
{
    private readonly Dictionary<string, Field> _bound = new(StringComparer.Ordinal);

    /// <summary>The plain fields that were bound, arguments included.</summary>
    public List<Field> Plain { get; } = [];

    /// <summary>Warnings about fields that should no longer be used.</summary>
    public List<LanguageError> Warnings { get; } = [];

    /// <summary>Whether a text is the name of a field.</summary>
    /// <param name="name">Any text.</param>
    public bool IsField(string name) => fields.TryFind(name, out _);

    /// <summary>Binds a value on the left side, or in a transformer's call.</summary>
    /// <param name="operand">A field or a transformer.</param>
    public Field Bind(OperandSyntax operand)
    {
        string text = operand.Print(PrintStyle.Source);
        if (!_bound.TryGetValue(text, out var field))
        {
            field = operand is FieldSyntax syntax ? BindField(syntax) : BindTransformer((TransformerSyntax)operand);
            _bound.Add(text, field);
        }

        return field;
    }

    private Field BindField(FieldSyntax syntax)
    {
        var field = Resolve(syntax);
        if (field.Deprecated is { } advice)
        {
            Warnings.Add(syntax.Span.Error($"`{syntax.Name}` is deprecated: {advice}", LanguageErrorKind.Deprecated));
        }

        Plain.Add(field);
        return field;
    }

    private Field Resolve(FieldSyntax syntax)
    {
        if (!fields.TryFind(syntax.Name, out var field))
        {
            return ResolveDotted(syntax);
        }

        if (syntax.Argument is null)
        {
            if (field.Argument.IsRequired())
            {
                Throw.Language(syntax.Span, $"`{syntax.Name}` needs an argument: `{syntax.Name}[...]`");
            }

            return field;
        }

        if (field.Argument == ArgumentRule.None || field.WithArgument is null)
        {
            Throw.Unknown(
                syntax.Span, $"`{syntax.Name}` takes no argument", LanguageErrorKind.UnknownField, syntax.Name, []);
        }

        return WithArgument(field, syntax.Argument, syntax);
    }

    /// <summary><c>evt.arg.flags</c> is <c>evt.arg[flags]</c>, for fields that take a key.</summary>
    private Field ResolveDotted(FieldSyntax syntax)
    {
        int dot = syntax.Name.LastIndexOf('.');
        bool isDotted = syntax.Argument is null && fields.TryFind(syntax.Name[..dot], out var field)
            && field.Argument.TakesKey();
        if (!isDotted)
        {
            Throw.Unknown(
                syntax.Span,
                $"unknown field `{syntax}`",
                LanguageErrorKind.UnknownField,
                syntax.Name,
                fields.All.Select(f => f.Name));
        }

        fields.TryFind(syntax.Name[..dot], out field);
        return WithArgument(field!, syntax.Name[(dot + 1)..], syntax);
    }

    private Field WithArgument(Field field, string argument, FieldSyntax syntax)
    {
        var bound = fields.Resolve(field, argument);
        if (bound is null)
        {
            Throw.Unknown(
                syntax.Span,
                $"`{argument}` is no argument that `{field.Name}` takes",
                LanguageErrorKind.UnknownField,
                syntax.Name,
                []);
        }

        return bound;
    }

    private Field BindTransformer(TransformerSyntax syntax)
    {
        var transformer = Transformers.Get(syntax.Name);
        int count = syntax.Arguments.Count;
        if (count < transformer.ArgumentsMin || count > transformer.ArgumentsMax)
        {
            string expected = transformer.ArgumentsMin == transformer.ArgumentsMax
                ? $"{transformer.ArgumentsMin}"
                : $"at least {transformer.ArgumentsMin}";
            Throw.Language(syntax.Span, $"`{syntax.Name}` takes {expected} arguments, found {count}");
        }

        if (syntax.Argument is not null && !transformer.TakesBracket)
        {
            Throw.Language(syntax.Span, $"`{syntax.Name}` takes nothing in brackets");
        }

        var call = new TransformerCall(
            syntax.Print(PrintStyle.Canonical), [.. syntax.Arguments.Select(Argument)], syntax.Argument, syntax.Span);
        return transformer.Bind(call).Lasting(call.Arguments.Max(LifetimeOf));
    }

    // A constant lasts longer than any field.
    private static FieldLifetime LifetimeOf(TransformerArgument argument) => argument switch
    {
        FieldArgument { Field: var field } => field.Lifetime,
        ListArgument { Items: { Count: > 0 } items } => items.Max(LifetimeOf),
        _ => FieldLifetime.Container,
    };

    private TransformerArgument Argument(OperandSyntax operand)
    {
        switch (operand)
        {
            case LiteralSyntax literal:
                return new LiteralArgument(literal.Token);
            case ListSyntax list:
                return new ListArgument([.. list.Items.Select(Argument)], list.Span);
            default:
                var field = Bind(operand);
                if (field.Plain)
                {
                    Throw.Language(operand.Span, $"`{field.Name}` cannot be transformed");
                }

                return new FieldArgument(field, operand.Span);
        }
    }
}
