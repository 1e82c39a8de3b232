using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace KosmosProbe.Engine.Language.Compilation;

/// <summary>
/// The objects that one lambda calls: readers, matchers, sets. The expression compiler would load every object that is
/// used three times at the start of each call and check its type; here it is fetched where it is used, so that a rule
/// whose first check fails pays for nothing else.
/// </summary>
internal sealed class ConstantPool
{
    private readonly Dictionary<object, int> _places = new(ReferenceEqualityComparer.Instance);
    private readonly List<object> _objects = [];
    private readonly ParameterExpression _array = Expression.Variable(typeof(object[]), "constants");
    private readonly StrongBox<object[]> _box = new([]);

    /// <summary>The variable to declare around the expressions.</summary>
    public ParameterExpression Variable => _array;

    /// <summary>An object as an expression of its own, sealed type.</summary>
    /// <param name="instance">The object.</param>
    public Expression Get(object instance)
    {
        if (!_places.TryGetValue(instance, out int place))
        {
            place = _objects.Count;
            _places.Add(instance, place);
            _objects.Add(instance);
        }

        // The array is ours, so that the type is known without a check.
        var cast = typeof(Unsafe).GetMethod(nameof(Unsafe.As), 1, [typeof(object)])!;
        return Expression.Call(
            cast.MakeGenericMethod(instance.GetType()), Expression.ArrayIndex(_array, Expression.Constant(place)));
    }

    /// <summary>A call of an object's method.</summary>
    /// <param name="instance">Of a sealed class, so that the call is direct.</param>
    /// <param name="method">The method's name.</param>
    /// <param name="arguments">Its arguments.</param>
    public Expression Call(object instance, string method, params Expression[] arguments) =>
        Expression.Call(Get(instance), instance.GetType().GetMethod(method)!, arguments);

    /// <summary>The statement that fills the variable; to be made once all objects are known.</summary>
    public Expression Load()
    {
        _box.Value = [.. _objects];
        return Expression.Assign(_array, Expression.Field(Expression.Constant(_box), nameof(StrongBox<>.Value)));
    }
}
