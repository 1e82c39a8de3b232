using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace KosmosProbe.Bench.Profiles;

/// <summary>The types of a directory of assemblies, read and not loaded. Lifetime: of what it gives, its own.</summary>
internal sealed class AssemblyMetadata : IDisposable
{
    private readonly List<PEReader> _files = [];
    private readonly Dictionary<string, List<DefinedType>> _types = new(StringComparer.Ordinal);

    public AssemblyMetadata(string directory)
    {
        foreach (string path in Directory.GetFiles(directory, "*.dll").Order(StringComparer.Ordinal))
        {
            var file = new PEReader(File.OpenRead(path));
            _files.Add(file);
            if (!file.HasMetadata) continue;
            var reader = file.GetMetadataReader();
            string assembly = reader.GetString(reader.GetAssemblyDefinition().Name);
            foreach (var handle in reader.TypeDefinitions)
            {
                string name = NameOf(reader, handle);
                if (!_types.TryGetValue(name, out var same)) _types.Add(name, same = []);
                same.Add(new DefinedType(assembly, reader, reader.GetTypeDefinition(handle)));
            }
        }
    }

    /// <summary>Types of that name; of what the compiler makes, each assembly has its own.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public IReadOnlyList<DefinedType> Find(string name) => _types[name];

    /// <summary>Structs and enums.</summary>
    public bool IsValue(string name)
    {
        var (_, reader, type) = Find(name)[0];
        string parent = type.BaseType.Kind switch
        {
            _ when type.BaseType.IsNil => "",
            HandleKind.TypeReference => NameOf(reader, (TypeReferenceHandle)type.BaseType),
            HandleKind.TypeDefinition => NameOf(reader, (TypeDefinitionHandle)type.BaseType),
            _ => "",
        };
        return name != "System.Enum" && parent is "System.ValueType" or "System.Enum";
    }

    /// <summary>The name of a type of that assembly or another, as the runtime writes it.</summary>
    public static string NameOf(MetadataReader reader, EntityHandle handle) => handle.Kind == HandleKind.TypeDefinition
        ? NameOf(reader, (TypeDefinitionHandle)handle)
        : NameOf(reader, (TypeReferenceHandle)handle);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in _files) file.Dispose();
    }

    private static string NameOf(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        string name = reader.GetString(type.Name);
        return type.GetDeclaringType() is { IsNil: false } outer
            ? $"{NameOf(reader, outer)}+{name}"
            : Qualified(reader.GetString(type.Namespace), name);
    }

    private static string NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        string name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(reader, (TypeReferenceHandle)type.ResolutionScope)}+{name}"
            : Qualified(reader.GetString(type.Namespace), name);
    }

    private static string Qualified(string space, string name) => space.Length == 0 ? name : $"{space}.{name}";
}

/// <summary>A type where it is defined.</summary>
/// <param name="Assembly">Its name.</param>
/// <param name="Reader">Of that assembly.</param>
/// <param name="Definition">The type.</param>
internal sealed record DefinedType(string Assembly, MetadataReader Reader, TypeDefinition Definition);
