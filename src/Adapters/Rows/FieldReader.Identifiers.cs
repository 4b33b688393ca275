using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <content>Numbers: each in a system that says who gave it.</content>
internal readonly partial struct FieldReader
{
    /// <summary>CX as an identifier of a person or visit.</summary>
    /// <param name="kind">Kind when CX.5 gives none.</param>
    public Identifier? Identifier(string kind)
    {
        var cx = Cx.Read(value);
        if (cx.Id?.Trim() is not { Length: > 0 } id)
            return null;
        var type = cx.TypeCode;
        if (PersonNumbers.IsIdCard(type, cx.AssigningAuthority.UniversalId))
            return IdCard(id);
        var authority = cx.AssigningAuthority.NamespaceId;
        return new()
        {
            Type = type is null ? null : new(FhirNames.V2Table("0203"), type),
            System = SystemOfNumber(authority, cx, type, kind),
            Value = id,
            Period = Period(At(cx.EffectiveDate), At(cx.ExpirationDate)),
            Assigner = new("Organization/" + OwnerOf(authority, cx)) { Display = authority },
        };
    }

    /// <summary>A resident ID number: matched on only when GB 11643 holds.</summary>
    public Identifier IdCard(string id)
    {
        var number = id.ToUpperInvariant();
        var valid = ChineseId.IsValidIdNumber(number);
        if (!valid)
            scope.Warn(HubError.FieldMalformed(value.Path.ToString(),
                "a resident ID number with valid check digit (GB 11643)"));
        return new()
        {
            Type = new(FhirNames.V2Table("0203"), "NI"),
            System = valid ? FhirNames.IdCard : FhirNames.IdCardUnverified,
            Value = number,
        };
    }

    /// <summary>EI as a number of this kind.</summary>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="type">Code of table 0203, e.g. <c>PLAC</c>.</param>
    public Identifier? EntityIdentifier(string kind, string? type = null) =>
        Number(kind) is not { } number ? null : new(number.System, number.Value)
        {
            Type = type is null ? null : new(FhirNames.V2Table("0203"), type),
        };

    /// <summary>EI as system and value.</summary>
    public BusinessNumber? Number(string kind)
    {
        var ei = Ei.Read(value);
        if (ei.Id?.Trim() is not { Length: > 0 } id)
            return null;
        var authority = ei.NamespaceId;
        var system = authority is not null && scope.Context.Map.Authorities.TryGetValue(authority, out var configured)
            ? configured
            : scope.SystemOf(scope.MemberOf(authority), kind);
        return new(system, id);
    }

    private string SystemOfNumber(string? authority, Cx cx, string? type, string kind)
    {
        if (authority is not null && scope.Context.Map.Authorities.TryGetValue(authority, out var configured))
            return configured;
        if (PersonNumbers.NationalSystem(type, cx.AssigningAuthority.UniversalId) is { } national)
            return national;
        return scope.SystemOf(OwnerOf(authority, cx), PersonNumbers.KindOf(type) ?? kind);
    }

    private string OwnerOf(string? authority, Cx cx) =>
        scope.Context.Members.FindByFacility(authority)?.Id ?? scope.MemberOf(cx.AssigningFacility.NamespaceId);
}

/// <summary>A business identifier: the identity of a resource.</summary>
internal readonly record struct BusinessNumber(string System, string Value);
