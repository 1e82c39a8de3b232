using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace KosmosProbe.Bench.Profiles;

/// <summary>Copies a method's signature into a module where types have other tokens (ECMA-335 II.23.2).</summary>
/// <param name="reader">Of the module that it is from.</param>
/// <param name="to">Where it is written.</param>
/// <param name="refer">A type by name, in the other module.</param>
internal sealed class SignatureCopy(MetadataReader reader, BlobBuilder to, Func<string, EntityHandle> refer)
{
    /// <summary>Copies one.</summary>
    public void Method(BlobReader from) => Method(ref from);

    private void Method(ref BlobReader from)
    {
        var header = from.ReadSignatureHeader();
        to.WriteByte(header.RawValue);
        if (header.IsGeneric) Number(ref from);
        int parameters = Number(ref from);
        for (int i = 0; i <= parameters; i++) Type(ref from);
    }

    private void Type(ref BlobReader from)
    {
        switch ((SignatureTypeCode)Number(ref from))
        {
            case SignatureTypeCode.Pointer or SignatureTypeCode.ByReference or SignatureTypeCode.SZArray:
                Type(ref from);
                break;
            // Class and struct have codes of their own, which the enum takes as one.
            case (SignatureTypeCode)SignatureTypeKind.Class or (SignatureTypeCode)SignatureTypeKind.ValueType:
                Token(ref from);
                break;
            case SignatureTypeCode.GenericTypeParameter or SignatureTypeCode.GenericMethodParameter:
                Number(ref from);
                break;
            case SignatureTypeCode.GenericTypeInstance:
                Number(ref from);
                Token(ref from);
                int arguments = Number(ref from);
                for (int i = 0; i < arguments; i++) Type(ref from);
                break;
            case SignatureTypeCode.RequiredModifier or SignatureTypeCode.OptionalModifier:
                Token(ref from);
                Type(ref from);
                break;
            case SignatureTypeCode.FunctionPointer:
                Method(ref from);
                break;
            case SignatureTypeCode.Array:
                throw new KeyNotFoundException("an array of several dimensions");
        }
    }

    private int Number(ref BlobReader from)
    {
        int number = from.ReadCompressedInteger();
        to.WriteCompressedInteger(number);
        return number;
    }

    private void Token(ref BlobReader from) => to.WriteCompressedInteger(
        CodedIndex.TypeDefOrRefOrSpec(refer(AssemblyMetadata.NameOf(reader, from.ReadTypeHandle()))));
}
