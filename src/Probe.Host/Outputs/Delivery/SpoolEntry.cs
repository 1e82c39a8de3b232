namespace KosmosProbe.Host.Outputs.Delivery;

/// <summary>An alert at its place in the order of delivery.</summary>
/// <param name="Number">Its place; numbers only grow, with gaps.</param>
/// <param name="Alert">The alert.</param>
internal readonly record struct SpoolEntry(long Number, OutgoingAlert Alert);
