using System.Collections;
using Hl7.Fhir.Model;

namespace IntegrationHub.Fhir;

/// <summary>Takes the values a path finds.</summary>
internal interface IFindings
{
    /// <summary>One value, and the element it stands in.</summary>
    void Found(Base value, Base parent);
}

/// <summary>One step of a path; steps are linked, and the last one hands its values over.</summary>
/// <remarks>Immutable once linked; walking allocates nothing.</remarks>
internal abstract class PathStep
{
    public PathStep? Next { get; set; }

    /// <summary>Walks on from <paramref name="node"/>.</summary>
    public abstract void Walk(Base node, Base parent, IFindings findings);

    protected void Pass(Base value, Base parent, IFindings findings)
    {
        if (Next is null)
            findings.Found(value, parent);
        else
            Next.Walk(value, parent, findings);
    }
}

/// <summary><c>name</c> or <c>name[index]</c>.</summary>
internal sealed class ChildStep(string name, int? index = null) : PathStep
{
    public string Name => name;

    public int? Index => index;

    public override void Walk(Base node, Base parent, IFindings findings)
    {
        if (!node.TryGetValue(name, out var found))
            return;
        if (found is Base one)
        {
            if (index is null or 0)
                Pass(one, node, findings);
        }
        else if (found is IList many)
        {
            var (from, to) = index is { } at ? (at, Math.Min(at + 1, many.Count)) : (0, many.Count);
            for (var i = from; i < to; i++)
            {
                if (many[i] is Base each)
                    Pass(each, node, findings);
            }
        }
    }
}

/// <summary><c>as(Type)</c>.</summary>
internal sealed class TypeStep(string type) : PathStep
{
    public string Type => type;

    public override void Walk(Base node, Base parent, IFindings findings)
    {
        if (node.TypeName == type)
            Pass(node, parent, findings);
    }
}

/// <summary><c>where(name='text')</c>.</summary>
internal sealed class WhereStep(string name, string text) : PathStep
{
    public override void Walk(Base node, Base parent, IFindings findings)
    {
        if (node.TryGetValue(name, out var found) && found is PrimitiveType value && value.JsonValue as string == text)
            Pass(node, parent, findings);
    }
}

/// <summary><c>name.exists()</c>, or <c>name.exists() and name != false</c>.</summary>
internal sealed class ExistsStep(string name, bool exceptFalse) : PathStep
{
    private static readonly FhirBoolean True = new(true);
    private static readonly FhirBoolean False = new(false);

    public override void Walk(Base node, Base parent, IFindings findings)
    {
        var exists = node.TryGetValue(name, out var found) && found is not (null or IList { Count: 0 })
            && !(exceptFalse && found is FhirBoolean { JsonValue: false });
        Pass(exists ? True : False, node, findings);
    }
}
