using System.Diagnostics.CodeAnalysis;
using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Model;
using Hl7.FhirPath;
using Hl7.FhirPath.Expressions;

namespace IntegrationHub.Fhir;

/// <summary>An expression that needs all of FHIRPath, compiled once by the SDK. No definition of R4 does.</summary>
internal sealed class FhirPathStep(string expression) : PathStep
{
    private static readonly FhirPathCompiler Compiler =
        new(new SymbolTable().AddStandardFP().AddFhirExtensions());

    private readonly CompiledExpression compiled = Compiler.Compile(expression);

    [SuppressMessage("Design", "CA1031", Justification = "The SDK throws many types of exception.")]
    public static bool Compiles(string expression)
    {
        try
        {
            return Compiler.Compile(expression) is not null;
        }
        catch (Exception)
        {
            return false;
        }
    }

    public override void Walk(Base node, Base parent, IFindings findings)
    {
        foreach (var found in Evaluate(node))
            Pass(found, node, findings);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A failing expression must not stop the write.")]
    private List<Base> Evaluate(Base node)
    {
        try
        {
            return [.. compiled(node.ToPocoNode(), new FhirEvaluationContext()).Select(n => n.Poco)];
        }
        catch (Exception)
        {
            return [];
        }
    }
}
