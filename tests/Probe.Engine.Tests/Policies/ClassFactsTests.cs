using KosmosProbe.Engine.Fields;
using KosmosProbe.Engine.Language.Binding;
using KosmosProbe.Engine.Matching;
using KosmosProbe.Engine.Policies;
using KosmosProbe.Engine.Policies.Facts;
using KosmosProbe.Engine.Threads;
using Xunit;

namespace KosmosProbe.Engine.Tests.Policies;

/// <summary>What is said of classes of events holds for every event of the class.</summary>
public class ClassFactsTests
{
    private const int Events = 3_000;

    [Fact]
    public void NoFieldHasAValueThatItsClassRulesOut()
    {
        var facts = new ClassFacts();
        var node = new NodeState();
        Field[] fields = [.. SyscallFields.Table.All.Where(field => field.Reader is not null).Concat(WithArguments())];
        var events = new PolicyEvents(seed: 3);
        int told = 0;
        for (int i = 0; i < Events; i++)
        {
            byte[] record = events.Next();
            var context = PolicyPlace.All[0].Event(record, node, isKnown: true);
            int eventClass = EventClasses.Of(context.Event);
            foreach (var field in fields)
            {
                if (facts.Of(field, eventClass) is not { } possible) continue;
                told++;
                var actual = ReadValues.Of(field, context);
                Assert.True(
                    actual is not null && Questions(field, actual).All(check => possible.MayGive(check, true)),
                    $"{field.Name} of event {i}, class {eventClass}: {World.Text(context, field)} is ruled out");
            }
        }

        Assert.True(told > Events * 20, $"{told}");
    }

    [Fact]
    public void EachClassHasExamplesOfItsOwn()
    {
        for (int eventClass = EventClasses.FirstOpen; eventClass < EventClasses.Count; eventClass++)
        {
            var type = EventClasses.TypeOf(eventClass);
            var (first, count) = EventClasses.Of(type);
            Assert.InRange(eventClass, first, first + count - 1);
            Assert.All(ClassExamples.Of(eventClass), record =>
                Assert.Equal(eventClass, EventClasses.Of(Records.View(record))));
        }
    }

    [Fact]
    public void NoEventIsOfAClassThatIsTakenForImpossible()
    {
        var facts = new ClassFacts();
        var events = new PolicyEvents(seed: 4);
        for (int i = 0; i < Events; i++)
        {
            var view = Records.View(events.Next());
            int place = EventClasses.Of(view) - EventClasses.Of(view.Type).First;
            Assert.True(facts.PossibleOf(view.Type).Contains(place), $"{view.Type} {place}");
        }
    }

    private static IEnumerable<Field> WithArguments()
    {
        yield return World.Find("evt.arg.flags");
        yield return World.Find("evt.type.is.openat");
        yield return World.Find("evt.type.is.connect");
    }

    // Questions that the value answers with yes, whatever else it may be.
    private static IEnumerable<BoundCheck> Questions(Field field, Alternative actual)
    {
        if (actual.Values is null) return [new BoundCheck(field, Quantifier.One, new ConstantPredicate(false), true)];
        var quantifier = field.Shape == FieldShape.Single ? Quantifier.One : Quantifier.Any;
        return actual.Values.SelectMany(About).Select(question => new BoundCheck(field, quantifier, question, false));
    }

    private static IEnumerable<Predicate> About(PossibleValue value) => value switch
    {
        KnownText { Text: var text } =>
            [new TextPredicate(TextTest.Equal, [text]), .. Words(text).Select(Contains)],
        NumberRange range => [new NumberSetPredicate([range.First])],
        KnownTruth truth => [new BooleanPredicate(truth.Value)],
        AddressIn address => [new AddressPredicate(address.Ranges)],
        _ => [],
    };

    private static TextPredicate Contains(byte[] word) => new(TextTest.Contains, [word]);

    private static IEnumerable<byte[]> Words(byte[] text) =>
        System.Text.Encoding.UTF8.GetString(text).Split('|').Select(System.Text.Encoding.UTF8.GetBytes)
            .Where(static word => word.Length > 0);
}
