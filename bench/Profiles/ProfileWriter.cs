using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace KosmosProbe.Bench.Profiles;

/// <summary>
/// Writes a profile as crossgen reads it (MIbcProfileParser, dotnet/runtime): an assembly that is never run. Its method
/// <c>AssemblyDictionary</c> names, for each assembly, a method that names methods. Weights are left out: to be named
/// is enough to be compiled.
/// </summary>
/// <param name="metadata">Where methods are defined.</param>
internal sealed class ProfileWriter(AssemblyMetadata metadata)
{
    // What stands for all classes in code that they share; it has an assembly of its own there.
    private const string Canon = "System.__Canon";
    private const string CanonAssembly = "System.Private.Canon";

    private static readonly Dictionary<string, string> Numbers = new(StringComparer.Ordinal)
    {
        ["bool"] = "System.Boolean",
        ["char"] = "System.Char",
        ["ubyte"] = "System.Byte",
        ["byte"] = "System.SByte",
        ["short"] = "System.Int16",
        ["ushort"] = "System.UInt16",
        ["int"] = "System.Int32",
        ["uint"] = "System.UInt32",
        ["long"] = "System.Int64",
        ["ulong"] = "System.UInt64",
        ["nint"] = "System.IntPtr",
        ["nuint"] = "System.UIntPtr",
        ["float"] = "System.Single",
        ["double"] = "System.Double",
    };

    private readonly MetadataBuilder _built = new();
    private readonly Dictionary<string, AssemblyReferenceHandle> _assemblies = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Assembly, string Name), EntityHandle> _types = [];
    private readonly SortedDictionary<string, List<EntityHandle>> _methods = new(StringComparer.Ordinal);

    /// <summary>Adds a method; of overloads all, for only their names are known.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="KeyNotFoundException">One of its types is not there.</exception>
    public int Add(CompiledMethod method)
    {
        var type = TypeText.Parse(method.Type);
        var arguments = TypeText.ParseList(method.Arguments);
        int count = 0;
        foreach (var defined in metadata.Find(type.Name))
        {
            var same = defined.Definition.GetMethods().Select(defined.Reader.GetMethodDefinition)
                .Where(one => defined.Reader.GetString(one.Name) == method.Name)
                .Where(one => one.GetGenericParameters().Count == arguments.Count);
            foreach (var one in same)
            {
                Add(defined.Assembly, Instance(Reference(defined, type, one), arguments));
                count++;
            }
        }

        return count;
    }

    /// <summary>Writes all that were added.</summary>
    public void Write(string path)
    {
        var code = new BlobBuilder();
        var bodies = new MethodBodyStreamEncoder(code);
        _built.AddModule(0, _built.GetOrAddString("start.dll"), _built.GetOrAddGuid(Guid.Empty), default, default);
        _built.AddAssembly(_built.GetOrAddString("start"), new Version(0, 0), default, default, default, default);
        _built.AddTypeDefinition(
            default, default, _built.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1),
            MetadataTokens.MethodDefinitionHandle(1));

        var dictionary = new InstructionEncoder(new BlobBuilder());
        foreach (var (assembly, methods) in _methods)
        {
            var names = new InstructionEncoder(new BlobBuilder());
            foreach (var method in methods) Name(names, method);
            dictionary.LoadString(_built.GetOrAddUserString($"{assembly};"));
            Name(dictionary, Define($"Assemblies_{assembly};", names, bodies));
        }

        Define("AssemblyDictionary", dictionary, bodies);
        var file = new BlobBuilder();
        new ManagedPEBuilder(
            new PEHeaderBuilder(imageCharacteristics: Characteristics.Dll), new MetadataRootBuilder(_built), code,
            deterministicIdProvider: static _ => new BlobContentId(new Guid(1, 0, 0, new byte[8]), 1)).Serialize(file);
        File.WriteAllBytes(path, file.ToArray());
    }

    private static void Name(InstructionEncoder code, EntityHandle what)
    {
        code.OpCode(ILOpCode.Ldtoken);
        code.Token(what);
        code.OpCode(ILOpCode.Pop);
    }

    private MethodDefinitionHandle Define(string name, InstructionEncoder code, MethodBodyStreamEncoder bodies)
    {
        code.OpCode(ILOpCode.Ret);
        var signature = new BlobBuilder();
        new BlobEncoder(signature).MethodSignature().Parameters(0, static type => type.Void(), static _ => { });
        return _built.AddMethodDefinition(
            MethodAttributes.Public | MethodAttributes.Static, MethodImplAttributes.IL, _built.GetOrAddString(name),
            _built.GetOrAddBlob(signature), bodies.AddMethodBody(code), default);
    }

    private void Add(string assembly, EntityHandle method)
    {
        if (!_methods.TryGetValue(assembly, out var methods)) _methods.Add(assembly, methods = []);
        methods.Add(method);
    }

    private MemberReferenceHandle Reference(DefinedType defined, TypeText type, MethodDefinition method)
    {
        EntityHandle owner = Reference(defined.Assembly, type.Name);
        if (type.Arguments.Count > 0)
        {
            var written = new BlobBuilder();
            Encode(new BlobEncoder(written).TypeSpecificationSignature(), type);
            owner = _built.AddTypeSpecification(_built.GetOrAddBlob(written));
        }

        var signature = new BlobBuilder();
        var copy = new SignatureCopy(defined.Reader, signature, name => Reference(AssemblyOf(name), name));
        copy.Method(defined.Reader.GetBlobReader(method.Signature));
        string called = defined.Reader.GetString(method.Name);
        return _built.AddMemberReference(owner, _built.GetOrAddString(called), _built.GetOrAddBlob(signature));
    }

    private EntityHandle Instance(MemberReferenceHandle method, List<TypeText> arguments)
    {
        if (arguments.Count == 0) return method;
        var written = new BlobBuilder();
        var encoder = new BlobEncoder(written).MethodSpecificationSignature(arguments.Count);
        foreach (var argument in arguments) Encode(encoder.AddArgument(), argument);
        return _built.AddMethodSpecification(method, _built.GetOrAddBlob(written));
    }

    private void Encode(SignatureTypeEncoder encoder, TypeText type)
    {
        for (int i = 0; i < type.Arrays; i++) encoder = encoder.SZArray();
        string name = Numbers.GetValueOrDefault(type.Name, type.Name);
        if (type.Arguments.Count > 0)
        {
            var generic = encoder.GenericInstantiation(
                Reference(AssemblyOf(name), name), type.Arguments.Count, metadata.IsValue(name));
            foreach (var argument in type.Arguments) Encode(generic.AddArgument(), argument);
        }
        else if (Enum.TryParse<PrimitiveTypeCode>(name.Replace("System.", ""), out var number))
        {
            encoder.PrimitiveType(number);
        }
        else
        {
            encoder.Type(Reference(AssemblyOf(name), name), name != Canon && metadata.IsValue(name));
        }
    }

    private string AssemblyOf(string type) => type == Canon ? CanonAssembly : metadata.Find(type)[0].Assembly;

    private EntityHandle Reference(string assembly, string type)
    {
        if (_types.TryGetValue((assembly, type), out var known)) return known;
        int nested = type.LastIndexOf('+'), dot = type.LastIndexOf('.');
        return _types[(assembly, type)] = nested > 0
            ? _built.AddTypeReference(
                Reference(assembly, type[..nested]), default, _built.GetOrAddString(type[(nested + 1)..]))
            : _built.AddTypeReference(
                Reference(assembly), dot < 0 ? default : _built.GetOrAddString(type[..dot]),
                _built.GetOrAddString(type[(dot + 1)..]));
    }

    private AssemblyReferenceHandle Reference(string assembly)
    {
        if (_assemblies.TryGetValue(assembly, out var known)) return known;
        return _assemblies[assembly] = _built.AddAssemblyReference(
            _built.GetOrAddString(assembly), new Version(0, 0, 0, 0), default, default, default, default);
    }
}
