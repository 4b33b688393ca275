namespace IntegrationHub.Hub.Simulation;

/// <summary>The messages of the five families as these hospital systems write them.</summary>
internal static class HisEvents
{
    private const string Doctor = "D0{0}^{1}";
    private static readonly string[] Doctors = ["试医甲", "试医乙", "试医丙"];

    public static string DoctorOf(SyntheticPatient patient) =>
        string.Format(null, System.Text.CompositeFormat.Parse(Doctor), patient.Number % 3 + 1,
            Doctors[patient.Number % 3]);

    /// <summary>A01, A03, A04, A08 or A11.</summary>
    public static string Adt(HisSystem his, string trigger, SyntheticPatient patient, string visit, string patientClass,
        DateTimeOffset from, DateTimeOffset? to = null) =>
        his.Message($"ADT^{trigger}", trigger is "A04" or "A08" ? "ADT_A01"
            : $"ADT_{(trigger == "A11" ? "A09" : trigger)}",
            $"EVN|{trigger}|{his.Now}", his.Pid(patient),
            his.Pv1(patientClass, visit, patientClass == "I" ? "心内科" : "门诊", DoctorOf(patient), from, to));

    /// <summary>A laboratory order for the hospital's own laboratory.</summary>
    public static string LabOrder(HisSystem his, SyntheticPatient patient, string visit, string order, LabTest test) =>
        his.Message("OML^O21", "OML_O21", his.Pid(patient), $"PV1|1|O|||||||||||||||||{visit}^^^^VN",
            $"ORC|NW|{order}||||||||||{DoctorOf(patient)}",
            $"OBR|1|{order}||{test.Code}^{test.Name}^L|||{his.Now}");

    /// <summary>An imaging order, the older way.</summary>
    public static string ImagingOrder(HisSystem his, SyntheticPatient patient, string visit, string order) =>
        his.Message("ORM^O01", "ORM_O01", his.Pid(patient), $"PV1|1|O|||||||||||||||||{visit}^^^^VN",
            $"ORC|NW|{order}||||||||||{DoctorOf(patient)}",
            $"OBR|1|{order}||CT-CHEST^胸部CT平扫^L|||{his.Now}|||||||||{DoctorOf(patient)}||||||||RAD");

    /// <summary>A report; <paramref name="status"/> P preliminary, F final, C corrected.</summary>
    public static string LabReport(HisSystem his, SyntheticPatient patient, string visit, string order, LabTest test,
        string status, bool critical, Random dice) =>
        his.Message("ORU^R01", "ORU_R01",
        [
            his.Pid(patient), $"PV1|1|O|||||||||||||||||{visit}^^^^VN",
            $"ORC|RE|{order}|F{order}",
            $"OBR|1|{order}|F{order}|{test.Code}^{test.Name}^L|||{his.Now}|||||||||{DoctorOf(patient)}||||||"
                + $"{his.Now}||LAB|{status}",
            .. test.Obx(dice, critical, status, his.Now),
            .. status == "C" ? (string[])["NTE|1|L|复核后更正"] : critical ? ["NTE|1|L|危急值，已电话通知临床"] : [],
            $"SPM|1|S{order}||{test.Specimen}^L|||||||||||||{his.Now}",
        ]);

    /// <summary>S12 new, S13 moved, S15 cancelled, S26 no-show.</summary>
    public static string Appointment(HisSystem his, string trigger, SyntheticPatient patient, string number,
        DateTimeOffset start)
    {
        var (from, to) = (HisSystem.At(start), HisSystem.At(start.AddMinutes(30)));
        var state = trigger switch { "S15" => "CANCELLED", "S26" => "NOSHOW", _ => "BOOKED" };
        return his.Message($"SIU^{trigger}", "SIU_S12",
            $"SCH|{number}|F{number}|||||NORMAL^普通^L||30|min^minute^UCUM|^^30^{from}^{to}|||||"
                + $"{DoctorOf(patient)}|||||||||{state}",
            his.Pid(patient), $"PV1|1|O|心内科^^^{his.Facility}", "RGS|1|A",
            $"AIS|1|A|XN^心内科门诊^L|{from}|||30|min", $"AIP|1|A|{DoctorOf(patient)}");
    }

    /// <summary>A referral: I12 asks, I13 changes its status (RF1-1: P pending, A accepted, R rejected, E
    /// closed).</summary>
    public static string Referral(HisSystem his, string trigger, SyntheticPatient patient, string number,
        string referrer,
        string receiver, string status) =>
        his.Message($"REF^{trigger}", "REF_I12",
            $"RF1|{status}|R||||{number}^{referrer}|{his.Now}",
            $"PRD|RP^^HL70286|试医甲||^^^{referrer}", $"PRD|RT^^HL70286|试医乙||^^^{receiver}",
            his.Pid(patient), "DG1|1||I25.1^动脉硬化性心脏病^ICD10||" + his.Now[..8] + "|W",
            "NTE|1||因病情需要，请予以接诊");
}
