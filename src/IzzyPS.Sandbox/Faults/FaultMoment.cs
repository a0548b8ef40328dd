namespace IzzyPS.Sandbox.Faults;

/// <summary>When a fault strikes.</summary>
internal enum FaultMoment
{
    /// <summary>After the head was read and before the body is read.</summary>
    BeforeBody = 1,

    /// <summary>After the body was read and before the call is carried out.</summary>
    BeforeCommit,

    /// <summary>After the call was carried out.</summary>
    AfterCommit,
}
