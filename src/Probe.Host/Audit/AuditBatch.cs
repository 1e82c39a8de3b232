using KosmosProbe.Engine.Audit;

namespace KosmosProbe.Host.Audit;

/// <summary>Events that came together and wait to be judged.</summary>
/// <param name="Bytes">What they lie in; disposed once they are judged.</param>
/// <param name="Events">Where they lie.</param>
/// <param name="Mark">The line of a file that they are; null: they were sent.</param>
internal sealed record AuditBatch(AuditBytes Bytes, IReadOnlyList<AuditSlice> Events, AuditMark? Mark);
