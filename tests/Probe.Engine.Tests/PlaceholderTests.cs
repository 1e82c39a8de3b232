namespace KosmosProbe.Engine.Tests;

public class PlaceholderTests
{
}
