using System.Globalization;
using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Syntax;

namespace KosmosProbe.Engine.Tests.Properties;

/// <summary>
/// The rule language once more, from its description and from nothing of the engine but the syntax tree: walked for
/// every event, nothing bound, joined or compiled.
/// </summary>
/// <param name="isStrict">Whether Falco's own answers are asked for where they follow from how it is built.</param>
internal sealed class PlainEvaluator(bool isStrict)
{
    public bool Holds(ConditionSyntax condition, SampleEvent sample) => condition switch
    {
        GroupSyntax { Connective: Connective.And } all => all.Children.All(child => Holds(child, sample)),
        GroupSyntax any => any.Children.Any(child => Holds(child, sample)),
        NotSyntax not => !Holds(not.Child, sample),
        _ => Holds((CheckSyntax)condition, sample),
    };

    /// <summary>A missing value on either side makes the check false, whatever its operator.</summary>
    private bool Holds(CheckSyntax check, SampleEvent sample)
    {
        var left = PlainValue.Read(check.Left, sample);
        if (left is null || check.Right is null)
        {
            return left is not null;
        }

        if (!isStrict && Names(check))
        {
            left = PlainValue.WithOlderName(left, sample);
        }

        if (isStrict && Quirk(check, left) is { } answer)
        {
            return answer;
        }

        string spelling = check.Operator.Spelling;
        switch (check.Right)
        {
            case TransformerSyntax right:
                return PlainValue.Read(right, sample) is { } other && Compare(left, spelling, other);
            case ListSyntax list when check.Modifier is not null:
                int count = list.Items.Count(item => Holds(left, spelling, Written(item)));
                return check.Modifier switch
                {
                    "oneof" => count == 1,
                    "anyof" => count > 0,
                    _ => count == list.Items.Count && count > 0,
                };
            case ListSyntax list when spelling == "pmatch":
                return left.Items.Any(value => list.Items.Any(item => PlainText.IsBelow(
                    (byte[])value, PlainText.Bytes(Written(item)), hasPatterns: true)));
            case ListSyntax list:
                bool IsListed(object value) => list.Items.Any(item => Holds(left.Type, "=", value, Written(item)));
                return left.Shape == FieldShape.List && spelling == "in"
                    ? left.Items.All(IsListed)
                    : left.Items.Any(IsListed);
            default:
                return Holds(left, spelling, Written(check.Right));
        }
    }

    /// <summary>
    /// A field of several ends or ancestors: any of them will do; for ends, unequal means that none is equal.
    /// </summary>
    private static bool Holds(PlainValue left, string spelling, string written) =>
        left.Shape == FieldShape.AnyNoneUnequal && spelling == "!="
            ? !left.Items.Any(value => Holds(left.Type, "=", value, written))
            : left.Items.Any(value => Holds(left.Type, spelling, value, written));

    /// <summary>One value of an event against one that is written.</summary>
    private static bool Holds(FieldType type, string spelling, object value, string written)
    {
        switch (value)
        {
            case byte[] text:
                return PlainText.Holds(spelling, text, PlainText.Bytes(written));
            case string address:
                return PlainAddresses.IsIn(address, written) == (spelling != "!=");
            case bool truth:
                return truth == (written == "true") == (spelling != "!=");
            case double number:
                return PlainNumbers.Holds(spelling, number, double.Parse(written, CultureInfo.InvariantCulture));
            default:
                return PlainNumbers.Holds(
                    spelling, PlainNumbers.Of(type, (long)value), PlainNumbers.Parse(type, written));
        }
    }

    /// <summary>Values of two fields: one by one, or all or any of the left list in the right list.</summary>
    private static bool Compare(PlainValue left, string spelling, PlainValue right)
    {
        if (left.Shape == FieldShape.List)
        {
            bool IsInRight(object value) => right.Items.Any(other => Compare(left.Type, "=", value, other));
            return spelling == "in" ? left.Items.All(IsInRight) : left.Items.Any(IsInRight);
        }

        return Compare(left.Type, spelling is "in" or "intersects" ? "=" : spelling, left.Items[0], right.Items[0]);
    }

    private static bool Compare(FieldType type, string spelling, object left, object right) => left switch
    {
        byte[] text when spelling == "pmatch" => PlainText.IsBelow(text, (byte[])right, hasPatterns: false),
        byte[] text => PlainText.Holds(spelling, text, (byte[])right),
        string address => PlainAddresses.IsIn(address, (string)right) == (spelling != "!="),
        bool truth => truth == (bool)right == (spelling != "!="),
        double number => PlainNumbers.Holds(spelling, number, (double)right),
        _ => PlainNumbers.Holds(spelling, PlainNumbers.Of(type, (long)left), PlainNumbers.Of(type, (long)right)),
    };

    /// <summary>
    /// The texts of a transformed list keep the byte that ended them, so that no written value equals them. Equal to
    /// any and unequal to all look an address up among networks as they are written, where it is not.
    /// </summary>
    private static bool? Quirk(CheckSyntax check, PlainValue left)
    {
        bool isTransformed = check.Left is TransformerSyntax { Name: "tolower" or "toupper" or "basename" };
        if (isTransformed && left.Shape == FieldShape.List && check.Right is ListSyntax)
        {
            return check.Operator.Spelling == "in" && left.Items.Length == 0;
        }

        bool isNetwork = left is { Type: FieldType.IpNetwork, Shape: FieldShape.Single };
        return (isNetwork, check.Operator.Spelling, check.Modifier, check.Right) switch
        {
            (true, "=" or "==", "anyof", _) => false,
            (true, "!=", "allof", ListSyntax list) => list.Items.Count > 0,
            _ => null,
        };
    }

    /// <summary>Whether it says by name which events are meant.</summary>
    private static bool Names(CheckSyntax check) => check.Left is FieldSyntax { Name: "evt.type" or "syscall.type" }
        && check.Operator.Spelling is "=" or "==" or "!=" or "in" && check.Modifier is null;

    private static string Written(OperandSyntax operand) => ((LiteralSyntax)operand).Token.Text;
}
