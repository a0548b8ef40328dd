BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'Resolve-IzzyOperation' {
    BeforeAll {
        $it = New-Doubt
        $doubt = Get-IzzyOperation -State InDoubt
    }
    AfterAll { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

    It 'shows what to look up and what to type' {
        $doubt.Vin | Should -Be $it.Vin
        $doubt.ConfigurationNumber | Should -Be C3
        $doubt.IsInDoubt | Should -BeTrue
        $doubt.WhatToDo | Should -BeLike "*configuration number C3, VIN $($it.Vin), sent *Resolve-IzzyOperation -Vin $($it.Vin) -RemoteId *-NotCreated*"
    }

    It 'is seen by Test-IzzyLedger, with what to do about it' {
        $test = Test-IzzyLedger
        $test.IsHealthy, $test.InDoubt, $test.Active | Should -Be $true, 1, 2
        ($test.Checks | Where-Object Name -EQ InDoubt).Detail | Should -BeLike "*Resolve-IzzyOperation -Vin $($it.Vin)*"
        ($test.Checks | Where-Object Name -EQ Lease).Detail | Should -BeLike '*was killed*'
    }

    It 'sends and changes nothing with -WhatIf' {
        $requests = $it.Sandbox.Requests
        Resolve-IzzyOperation -Vin $it.Vin -RemoteId x -WhatIf
        $doubt | Resolve-IzzyOperation -NotCreated -WhatIf
        $it.Sandbox.Requests | Should -Be $requests
        (Get-IzzyOperation -State InDoubt).Vin | Should -Be $it.Vin
    }

    It 'refuses <what>' -TestCases @(
        @{ what = 'a car that is not there'; do = { $doubt | Resolve-IzzyOperation -RemoteId ([guid]::NewGuid()) -ErrorAction Stop }; id = 'ProofRefused*' }
        @{ what = 'the car of another vehicle'; do = { $doubt | Resolve-IzzyOperation -RemoteId (Get-IzzyVehicle (Get-TestVin 1)).RemoteId -ErrorAction Stop }; id = 'RemoteIdTaken*' }
        @{ what = 'what can''t be an id'; do = { $doubt | Resolve-IzzyOperation -RemoteId '..' -ErrorAction Stop }; id = 'InvalidRemoteId*' }
        @{ what = 'a vehicle that is not in doubt'; do = { Resolve-IzzyOperation -Vin (Get-TestVin 1) -NotCreated -ErrorAction Stop }; id = 'OperationNotInDoubt*' }
        @{ what = 'an operation that ended well'; do = { Get-IzzyOperation (Get-TestVin 1) | Resolve-IzzyOperation -NotCreated -ErrorAction Stop }; id = 'OperationNotInDoubt*' }
        @{ what = 'a copy of an operation'; do = { $doubt | Select-Object * | Resolve-IzzyOperation -NotCreated -ErrorAction Stop }; id = 'CopyRefused*' }
        @{ what = 'both answers'; do = { $doubt | Resolve-IzzyOperation -NotCreated -RemoteId x }; id = 'AmbiguousParameterSet*' }
    ) {
        $do | Should -Throw -ErrorId $id
        (Get-IzzyOperation -State InDoubt).Vin | Should -Be $it.Vin
    }

    It 'accepts an id only when an update proves it' {
        $id = New-SandboxCar $it.Sandbox 3
        $resolved = $doubt | Resolve-IzzyOperation -RemoteId $id
        $resolved.State, $resolved.RemoteId | Should -Be Resolved, $id
        $entry = Get-IzzyVehicle $it.Vin
        $entry.State, $entry.RemoteId, $entry.SalesPrice | Should -Be Active, $id, 50003
        Get-IzzyOperation -State InDoubt | Should -BeNullOrEmpty
        Import-IzzyVehicleCsv (Join-Path $TestDrive stock.csv) | Compare-IzzyVehicle | Should -BeNullOrEmpty
    }
}

Describe 'Resolve-IzzyOperation -NotCreated' {
    AfterAll { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

    It 'lets the next comparison create it again' {
        $it = New-Doubt
        $requests = $it.Sandbox.Requests
        (Get-IzzyVehicle -State InDoubt | Resolve-IzzyOperation -NotCreated).State | Should -Be Resolved
        $it.Sandbox.Requests | Should -Be $requests
        Get-IzzyVehicle -Vin "$($it.Vin)*" | Should -BeNullOrEmpty
        (Import-IzzyVehicleCsv (Join-Path $TestDrive stock.csv) | Compare-IzzyVehicle).Action | Should -Be Create
        (Get-IzzyVehicleHistory $it.Vin).Event | Should -Be InDoubt, Resolved
    }
}
