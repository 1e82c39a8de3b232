using KosmosProbe.Engine.Containers;

namespace KosmosProbe.Host.Containers;

/// <summary>
/// A runtime that can be asked. Failures are exceptions that <see cref="RuntimeFailure.IsExpected"/> knows; what it
/// answers is checked before it is believed.
/// </summary>
internal interface IContainerRuntime : IDisposable
{
    /// <summary>Name and version, once it was greeted.</summary>
    string Title { get; }

    /// <summary>Asks for its name; proof that it answers.</summary>
    /// <param name="cancel">Ends the wait.</param>
    Task GreetAsync(CancellationToken cancel);

    /// <summary>Asks for one container or sandbox; null: it does not know it.</summary>
    /// <param name="query">Which.</param>
    /// <param name="cancel">Ends the wait.</param>
    Task<ContainerDetails?> FindAsync(ContainerQuery query, CancellationToken cancel);

    /// <summary>The ids of all that runs or is about to.</summary>
    /// <param name="cancel">Ends the wait.</param>
    Task<IReadOnlyList<string>> ListAsync(CancellationToken cancel);

    /// <summary>What changes, as it changes; ends at once where the runtime has no such stream.</summary>
    /// <param name="cancel">Ends the stream.</param>
    IAsyncEnumerable<RuntimeChange> WatchAsync(CancellationToken cancel);
}
