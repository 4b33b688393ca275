namespace IntegrationHub.Fhir;

/// <summary>Kinds of numbers a member gives out; last part of <see cref="FhirNames.Scoped"/>.</summary>
public static class Kinds
{
    /// <summary>Patient number of the hospital (PID-3, type MR or none).</summary>
    public const string MedicalRecord = "mr";

    /// <summary>Visit number (PV1-19).</summary>
    public const string Visit = "vn";

    /// <summary>Order number of the placing system (ORC-2, OBR-2).</summary>
    public const string Placer = "placer";

    /// <summary>Order number of the filling system (ORC-3, OBR-3).</summary>
    public const string Filler = "filler";

    /// <summary>Group of orders placed together (ORC-4).</summary>
    public const string PlacerGroup = "placer-group";

    /// <summary>Report of a filling system: <c>filler order/OBR-4</c>.</summary>
    public const string Report = "report";

    /// <summary>One observation: <c>report/code/sub-id</c>.</summary>
    public const string Observation = "observation";

    /// <summary>Specimen (SPM-2).</summary>
    public const string Specimen = "specimen";

    /// <summary>Accession number of a laboratory (SPM-30).</summary>
    public const string Accession = "accession";

    /// <summary>Appointment (SCH-2, else SCH-1).</summary>
    public const string Appointment = "appointment";

    /// <summary>Referral (RF1-6).</summary>
    public const string Referral = "referral";

    /// <summary>Work item of an order or referral.</summary>
    public const string Task = "task";

    /// <summary>Attached document.</summary>
    public const string Document = "document";

    /// <summary>Staff number (XCN.1).</summary>
    public const string Staff = "staff";

    /// <summary>Department or outside organisation by local code (XON.10, XON.3).</summary>
    public const string Organization = "organization";

    /// <summary>Ward, room and bed (PL).</summary>
    public const string Location = "location";

    /// <summary>Diagnosis of a visit or referral (DG1).</summary>
    public const string Condition = "condition";

    /// <summary>Procedure of a visit or referral (PR1).</summary>
    public const string Procedure = "procedure";

    /// <summary>Allergy (AL1).</summary>
    public const string Allergy = "allergy";

    /// <summary>Message control id (MSH-10).</summary>
    public const string ControlId = "control-id";

    /// <summary>Insurance (IN1).</summary>
    public const string Coverage = "coverage";
}
